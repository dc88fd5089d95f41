import { Select, TagsInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { Channel } from '../../api/channels.ts';
import { api, done, live } from '../../api/client.ts';
import { texts } from '../../texts/index.ts';
import { formatBytes } from '../../ui/format.ts';
import css from './shops.module.css';

const say = texts.shopSettings;
const roles = [
  'instructions',
  'a4',
  'letter',
  'a0',
  'projector',
  'chart',
  'layered',
  'svg',
  'dxf',
  'stl',
  'pes',
];
type Rule = Channel['filePlan'];

/** Which files go to this shop, and how its buyers will see them (as the rules are saved). */
export function FilePlanFields({
  channelId,
  rule,
  onChange,
}: {
  channelId: string;
  rule: Rule;
  onChange: (rule: Rule) => void;
}) {
  const offers = useQuery(
    live(['pattern'], ['offers', 'preview'], () =>
      done(api.GET('/offers', { params: { query: { state: 'active', limit: 50 } } })),
    ),
  );
  const [chosen, setChosen] = useState<string | null>(null);
  const offerId = chosen ?? offers.data?.items[0]?.id ?? null;
  const preview = useQuery({
    ...live(['channel', 'release'], ['file-preview', channelId, offerId], () =>
      done(
        api.GET('/channels/{channelId}/offers/{offerId}/files', {
          params: { path: { channelId, offerId: offerId ?? '' } },
        }),
      ),
    ),
    enabled: offerId !== null,
  });
  const list = (words: string[]) => (words.length === 0 ? undefined : words);
  return (
    <div className={css.form}>
      <TagsInput
        label={say.roles}
        description={say.rolesHelp}
        data={roles}
        value={rule.roles ?? []}
        onChange={(words) => onChange({ ...rule, roles: list(words) })}
      />
      <TagsInput
        label={say.zipped}
        description={say.zippedHelp}
        data={roles}
        value={rule.zipped ?? []}
        onChange={(words) => onChange({ ...rule, zipped: list(words) })}
      />
      {offers.data && offers.data.items.length > 0 ? (
        <Select
          label={say.preview}
          description={say.previewHelp}
          searchable
          allowDeselect={false}
          data={offers.data.items.map((offer) => ({ value: offer.id, label: offer.name }))}
          value={offerId}
          onChange={setChosen}
        />
      ) : null}
      {preview.data ? (
        <ul className={css.points}>
          {preview.data.files.map((file) => (
            <li key={file.slot}>
              {file.name} <span className={css.quiet}>{formatBytes(file.sizeBytes)}</span>
              {file.isArchive ? (
                <span className={css.quiet}> · {file.members.map((member) => member.name).join(', ')}</span>
              ) : null}
            </li>
          ))}
          {preview.data.problems.map((problem) => (
            <li key={problem}>
              <strong>{problem}</strong>
            </li>
          ))}
        </ul>
      ) : null}
    </div>
  );
}
