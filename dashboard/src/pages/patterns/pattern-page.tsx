import { Tabs } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate, useParams, useSearch } from '@tanstack/react-router';
import { patternQuery } from '../../api/patterns.ts';
import { texts } from '../../texts/index.ts';
import { ActivityList } from '../../ui/activity-list.tsx';
import { Await } from '../../ui/await.tsx';
import { PageHead } from '../../ui/page-head.tsx';
import { BuyTest } from './buy-test.tsx';
import { FilesTab } from './files-tab.tsx';
import { OverviewTab } from './overview-tab.tsx';
import { PatternStateBadge } from './pattern-state.tsx';
import css from './patterns.module.css';
import { ShopsTab } from './shops-tab.tsx';

const say = texts.pattern;
const tabs = ['overview', 'files', 'shops', 'activity'] as const;

export default function PatternPage() {
  const { patternId } = useParams({ strict: false }) as { patternId: string };
  const search = useSearch({ strict: false }) as { tab?: string };
  const navigate = useNavigate();
  const pattern = useQuery(patternQuery(patternId));
  const tab = tabs.find((one) => one === search.tab) ?? 'overview';
  return (
    <Await query={pattern}>
      {(one) => (
        <>
          <PageHead
            above={<Link to="/patterns">{texts.nav.patterns}</Link>}
            title={one.title}
            answer={
              <span className={css.formFoot}>
                <PatternStateBadge state={one.state} />
                {say.answer(one)}
              </span>
            }
            actions={<BuyTest pattern={one} />}
          />
          <Tabs
            value={tab}
            keepMounted={false}
            onChange={(value) =>
              void navigate({
                to: '/patterns/$patternId',
                params: { patternId },
                search: { tab: value === 'overview' ? undefined : (value ?? undefined) },
                replace: true,
              })
            }
          >
            <Tabs.List mb="lg">
              {tabs.map((one) => (
                <Tabs.Tab key={one} value={one}>
                  {say.tabs[one]}
                </Tabs.Tab>
              ))}
            </Tabs.List>
            <Tabs.Panel value="overview">
              <OverviewTab key={one.version} pattern={one} />
            </Tabs.Panel>
            <Tabs.Panel value="files">
              <FilesTab pattern={one} />
            </Tabs.Panel>
            <Tabs.Panel value="shops">
              <ShopsTab pattern={one} />
            </Tabs.Panel>
            <Tabs.Panel value="activity">
              <ActivityList about={{ patternId }} />
            </Tabs.Panel>
          </Tabs>
        </>
      )}
    </Await>
  );
}
