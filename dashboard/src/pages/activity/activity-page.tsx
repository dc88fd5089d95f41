import { SegmentedControl } from '@mantine/core';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { texts } from '../../texts/index.ts';
import { ActivityList } from '../../ui/activity-list.tsx';
import { PageHead } from '../../ui/page-head.tsx';

const say = texts.activity;

export default function ActivityPage() {
  const search = useSearch({ strict: false }) as { tone?: string };
  const navigate = useNavigate();
  return (
    <>
      <PageHead title={say.title} answer={say.lead} />
      <SegmentedControl
        mb="md"
        aria-label={say.filter}
        value={search.tone ?? 'all'}
        onChange={(value) =>
          void navigate({
            to: '/activity',
            search: { tone: value === 'all' ? undefined : value },
            replace: true,
          })
        }
        data={[
          { value: 'all', label: say.all },
          { value: 'needs-you', label: texts.states['needs-you'] },
          { value: 'problem', label: say.problems },
        ]}
      />
      <ActivityList about={{}} tone={search.tone} />
    </>
  );
}
