import { Tabs } from '@mantine/core';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { texts } from '../../texts/index.ts';
import { PageHead } from '../../ui/page-head.tsx';
import { AccountPart } from './account-part.tsx';
import { AlertsPart } from './alerts-part.tsx';
import { BackupsPart } from './backups-part.tsx';
import { FoldersPart } from './folders-part.tsx';
import { KeysPart } from './keys-part.tsx';
import { PeoplePart } from './people-part.tsx';
import { StudioPart } from './studio-part.tsx';

const say = texts.settings;
const parts = ['studio', 'people', 'keys', 'folders', 'backups', 'alerts', 'account'] as const;

export default function SettingsPage() {
  const search = useSearch({ strict: false }) as { part?: string };
  const navigate = useNavigate();
  const part = parts.find((one) => one === search.part) ?? 'studio';
  return (
    <>
      <PageHead title={say.title} answer={say.lead} />
      <Tabs
        value={part}
        keepMounted={false}
        onChange={(value) =>
          void navigate({ to: '/settings', search: { part: value ?? undefined }, replace: true })
        }
      >
        <Tabs.List mb="lg">
          {parts.map((one) => (
            <Tabs.Tab key={one} value={one}>
              {say.parts[one]}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        <Tabs.Panel value="studio">
          <StudioPart />
        </Tabs.Panel>
        <Tabs.Panel value="people">
          <PeoplePart />
        </Tabs.Panel>
        <Tabs.Panel value="keys">
          <KeysPart />
        </Tabs.Panel>
        <Tabs.Panel value="folders">
          <FoldersPart />
        </Tabs.Panel>
        <Tabs.Panel value="backups">
          <BackupsPart />
        </Tabs.Panel>
        <Tabs.Panel value="alerts">
          <AlertsPart />
        </Tabs.Panel>
        <Tabs.Panel value="account">
          <AccountPart />
        </Tabs.Panel>
      </Tabs>
    </>
  );
}
