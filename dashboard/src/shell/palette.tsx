import { Spotlight, spotlight } from '@mantine/spotlight';
import '@mantine/spotlight/styles.css';
import { useDebouncedValue } from '@mantine/hooks';
import { IconBuildingStore, IconPlus, IconScissors, IconSearch } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useEffect, useState } from 'react';
import { channelsQuery } from '../api/channels.ts';
import { searchPatternsQuery } from '../api/patterns.ts';
import { texts } from '../texts/index.ts';
import { menu } from './pages.ts';
import css from './palette.module.css';

const say = texts.palette;

/** Enter without an arrow key before it opens the first thing found. */
function openFirst(): void {
  if (!document.querySelector('.mantine-Spotlight-action[data-selected]'))
    document.querySelector<HTMLElement>('.mantine-Spotlight-action')?.click();
}

/** ⌘K: every page, every shop, every pattern by its title. */
export default function Palette({ asked }: { asked: number }) {
  const navigate = useNavigate();
  const [query, setQuery] = useState('');
  const [words] = useDebouncedValue(query.trim(), 150);
  const patterns = useQuery({ ...searchPatternsQuery(words), enabled: words.length > 0 });
  const channels = useQuery(channelsQuery);
  useEffect(() => {
    if (asked > 0) spotlight.open();
  }, [asked]);

  const wanted = query.trim().toLowerCase();
  const fits = (label: string) => label.toLowerCase().includes(wanted);
  const pages = menu.filter((page) => fits(page.label));
  const shops = (channels.data?.items ?? []).filter((shop) => wanted !== '' && fits(shop.name));
  const found = wanted === '' ? [] : (patterns.data?.items ?? []);
  const canConnect = fits(say.connect);

  return (
    <Spotlight.Root
      query={query}
      onQueryChange={setQuery}
      shortcut={null}
      scrollable
      maxHeight="60dvh"
      lockScroll={false}
      title={say.title}
      classNames={{ header: css.header }}
    >
      <Spotlight.Search
        placeholder={say.placeholder}
        aria-label={say.placeholder}
        leftSection={<IconSearch size={20} aria-hidden />}
        onKeyDown={(event) => {
          if (event.key === 'Enter') openFirst();
        }}
      />
      <Spotlight.ActionsList>
        {found.length > 0 ? (
          <Spotlight.ActionsGroup label={say.patterns}>
            {found.map((pattern) => (
              <Spotlight.Action
                key={pattern.id}
                label={pattern.title}
                description={pattern.craft}
                leftSection={<IconScissors size={20} aria-hidden />}
                onClick={() =>
                  void navigate({ to: '/patterns/$patternId', params: { patternId: pattern.id } })
                }
              />
            ))}
          </Spotlight.ActionsGroup>
        ) : null}
        {shops.length > 0 ? (
          <Spotlight.ActionsGroup label={say.shops}>
            {shops.map((shop) => (
              <Spotlight.Action
                key={shop.id}
                label={shop.name}
                description={shop.sentence}
                leftSection={<IconBuildingStore size={20} aria-hidden />}
                onClick={() => void navigate({ to: '/shops/$channelId', params: { channelId: shop.id } })}
              />
            ))}
          </Spotlight.ActionsGroup>
        ) : null}
        {pages.length > 0 || canConnect ? (
          <Spotlight.ActionsGroup label={say.pages}>
            {pages.map(({ to, label, icon: Icon }) => (
              <Spotlight.Action
                key={to}
                label={label}
                leftSection={<Icon size={20} aria-hidden />}
                onClick={() => void navigate({ to })}
              />
            ))}
            {canConnect ? (
              <Spotlight.Action
                label={say.connect}
                leftSection={<IconPlus size={20} aria-hidden />}
                onClick={() => void navigate({ to: '/shops/connect' })}
              />
            ) : null}
          </Spotlight.ActionsGroup>
        ) : null}
        {found.length + shops.length + pages.length === 0 && !canConnect ? (
          <Spotlight.Empty>{say.nothing}</Spotlight.Empty>
        ) : null}
      </Spotlight.ActionsList>
    </Spotlight.Root>
  );
}
