import { ActionIcon, Burger, Drawer, Kbd, UnstyledButton } from '@mantine/core';
import { useDisclosure, useHotkeys } from '@mantine/hooks';
import { IconSearch } from '@tabler/icons-react';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Link, Outlet, useLocation } from '@tanstack/react-router';
import { lazy, Suspense, useEffect, useState } from 'react';
import { mayDo, meQuery } from '../api/account.ts';
import { listen } from '../api/live.ts';
import { studioQuery } from '../api/studio.ts';
import { texts } from '../texts/index.ts';
import { setTimeZone } from '../ui/format.ts';
import { AccountMenu } from './account-menu.tsx';
import { Banners } from './banners.tsx';
import { menu } from './pages.ts';
import css from './shell.module.css';
import { StopButton } from './stop-button.tsx';
import { TaskButton } from './task-button.tsx';

const say = texts.shell;
const isMac = /mac|iphone|ipad/i.test(navigator.userAgent);
const Palette = lazy(() => import('./palette.tsx'));

/** The frame round every page: menu, search, what is under way, and the button that stops everything. */
export function Shell() {
  const queries = useQueryClient();
  const { pathname } = useLocation();
  const studio = useQuery(studioQuery);
  if (studio.data) setTimeZone(studio.data.timeZone);
  const [isMenuOpen, menuState] = useDisclosure();
  const [paletteAsked, setPaletteAsked] = useState(0);
  const openPalette = () => setPaletteAsked((count) => count + 1);
  useEffect(() => listen(queries), [queries]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new page closes the menu
  useEffect(() => menuState.close(), [pathname]);
  useHotkeys([['mod+K', openPalette]], []);

  return (
    <div className={css.frame}>
      <a className={css.skip} href="#main">
        {say.skip}
      </a>
      <header className={css.head}>
        <Burger
          className={css.burger}
          opened={isMenuOpen}
          onClick={menuState.toggle}
          size="sm"
          aria-label={say.menu}
        />
        <Link to="/" className={css.brand} aria-label="Spindle">
          <img src="/spindle.svg" alt="" width={28} height={28} />
          <span>Spindle</span>
        </Link>
        <UnstyledButton className={css.search} onClick={openPalette}>
          <IconSearch size={18} aria-hidden />
          <span>{say.search}</span>
          <Kbd size="xs">{say.searchKey(isMac)}</Kbd>
        </UnstyledButton>
        <div className={css.tools}>
          <ActionIcon
            className={css.searchIcon}
            variant="subtle"
            color="gray"
            size="lg"
            aria-label={say.search}
            onClick={openPalette}
          >
            <IconSearch size={20} aria-hidden />
          </ActionIcon>
          <TaskButton />
          <StopButton />
          <AccountMenu />
        </div>
      </header>
      <nav className={css.nav} aria-label={say.menu}>
        <MenuLinks />
      </nav>
      <Drawer
        opened={isMenuOpen}
        onClose={menuState.close}
        size="16rem"
        title="Spindle"
        closeButtonProps={{ 'aria-label': texts.close }}
      >
        <nav aria-label={say.menu}>
          <MenuLinks />
        </nav>
      </Drawer>
      <main className={css.main} id="main" tabIndex={-1}>
        <Banners />
        <Outlet />
      </main>
      {paletteAsked > 0 ? (
        <Suspense>
          <Palette asked={paletteAsked} />
        </Suspense>
      ) : null}
    </div>
  );
}

function MenuLinks() {
  const me = useQuery(meQuery);
  return (
    <ul className={css.links}>
      {menu
        .filter(({ scope }) => mayDo(me.data?.scopes, scope))
        .map(({ to, label, icon: Icon }) => (
          <li key={to}>
            <Link
              to={to}
              className={css.link}
              activeOptions={{ exact: to === '/' }}
              activeProps={{ 'data-active': true, 'aria-current': 'page' }}
            >
              <Icon size={20} stroke={1.7} aria-hidden />
              {label}
            </Link>
          </li>
        ))}
    </ul>
  );
}
