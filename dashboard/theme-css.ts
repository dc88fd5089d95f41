import {
  convertCssVariables,
  DEFAULT_THEME,
  defaultCssVariablesResolver,
  mergeMantineTheme,
} from '@mantine/core';
import type { Plugin } from 'vite';
import { cssVariables, theme } from './src/theme.ts';

const id = 'virtual:theme.css';

/**
 * Writes the theme's CSS variables into the built stylesheet. Mantine would put them into a `<style>` element when the
 * page runs, which the hub's content policy (`style-src 'self'`) refuses.
 */
export function themeCss(): Plugin {
  return {
    name: 'spindle-theme-css',
    resolveId: (source) => (source === id ? `\0${id}` : null),
    load(source) {
      if (source !== `\0${id}`) return null;
      const merged = mergeMantineTheme(DEFAULT_THEME, theme);
      const own = cssVariables(merged);
      const base = defaultCssVariablesResolver(merged);
      return convertCssVariables({
        variables: { ...base.variables, ...own.variables },
        light: { ...base.light, ...own.light },
        dark: { ...base.dark, ...own.dark },
      });
    },
  };
}
