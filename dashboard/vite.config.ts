import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';
import { themeCss } from './theme-css.ts';

const hub = process.env.SPINDLE_URL ?? 'http://127.0.0.1:7777';

export default defineConfig({
  root: import.meta.dirname,
  plugins: [react(), themeCss()],
  build: {
    outDir: 'dist',
    emptyOutDir: true,
    target: 'es2022',
    // Everything is a file: the hub's content policy allows nothing inline, data addresses included.
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 700,
  },
  server: { host: '127.0.0.1', proxy: { '/api': hub, '/sign-in/link': hub, '/oauth': hub } },
});
