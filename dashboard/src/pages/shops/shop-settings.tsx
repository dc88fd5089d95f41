import { Button, NumberInput, SegmentedControl, Switch, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { type Channel, type ChannelChanges, spokesQuery } from '../../api/channels.ts';
import { api, done, ifMatch } from '../../api/client.ts';
import { studioQuery } from '../../api/studio.ts';
import { texts } from '../../texts/index.ts';
import { Panel } from '../../ui/panel.tsx';
import { ProblemNote } from '../../ui/problem-note.tsx';
import { useWrite } from '../../ui/use-write.ts';
import { FilePlanFields } from './file-plan-fields.tsx';
import css from './shops.module.css';

const say = texts.shopSettings;
const fields = [
  'title',
  'description',
  'price',
  'tags',
  'category',
  'sku',
  'images',
  'files',
  'state',
] as const;
const asNumber = (value: string | number): number | undefined => (value === '' ? undefined : Number(value));

/** Who decides what on this shop, what waits for a click, which files go up, and at what price. */
export function ShopSettings({ channel }: { channel: Channel }) {
  const spokes = useQuery(spokesQuery);
  const studio = useQuery(studioQuery);
  const spoke = spokes.data?.items.find((one) => one.kind === channel.kind);
  const [name, setName] = useState(channel.name);
  const [ownership, setOwnership] = useState(channel.ownership);
  const [approval, setApproval] = useState(channel.approval);
  const [filePlan, setFilePlan] = useState(channel.filePlan);
  const [priceRule, setPriceRule] = useState(channel.priceRule);
  const save = useWrite({
    run: (body: ChannelChanges) =>
      done(
        api.PATCH('/channels/{channelId}', {
          params: { path: { channelId: channel.id } },
          body,
          ...ifMatch(channel.version),
        }),
      ),
    topics: ['channel', 'listing'],
    done: say.saved,
    isQuiet: true,
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    save.mutate({ name, ownership, approval, filePlan, priceRule });
  };
  const needsRate = channel.currency !== null && studio.data && studio.data.currency !== channel.currency;
  return (
    <form onSubmit={submit}>
      {save.error ? <ProblemNote error={save.error} /> : null}
      <Panel title={say.name}>
        <TextInput
          label={say.name}
          maw={480}
          required
          maxLength={120}
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
        />
      </Panel>
      <Panel title={say.ownership} note={say.ownershipNote}>
        <table className={css.table}>
          <tbody>
            {fields
              .filter((field) => spoke === undefined || spoke.capabilities.writable.includes(field))
              .map((field) => (
                <tr key={field}>
                  <th scope="row">{texts.fields[field]}</th>
                  <td>
                    <SegmentedControl
                      aria-label={texts.fields[field]}
                      value={ownership[field] ?? 'usual'}
                      onChange={(value) => {
                        const { [field]: _, ...rest } = ownership;
                        setOwnership(
                          value === 'usual' ? rest : { ...rest, [field]: value as 'hub' | 'shop' },
                        );
                      }}
                      data={[
                        { value: 'usual', label: say.usual },
                        { value: 'hub', label: say.hub },
                        { value: 'shop', label: say.shop },
                      ]}
                    />
                  </td>
                </tr>
              ))}
          </tbody>
        </table>
      </Panel>
      <Panel title={say.approval} note={say.approvalNote}>
        <div className={css.form}>
          <Switch
            label={say.publishAlone}
            checked={approval.publishAlone ?? false}
            onChange={(event) => setApproval({ ...approval, publishAlone: event.currentTarget.checked })}
          />
          <Switch
            label={say.spendAlone}
            checked={approval.spendAlone ?? false}
            onChange={(event) => setApproval({ ...approval, spendAlone: event.currentTarget.checked })}
          />
          <NumberInput
            label={say.priceMove}
            suffix=" %"
            min={0}
            max={1000}
            placeholder="30 %"
            value={approval.priceMovePercent ?? ''}
            onChange={(value) => setApproval({ ...approval, priceMovePercent: asNumber(value) })}
          />
          <NumberInput
            label={say.atOnce}
            min={1}
            max={100_000}
            placeholder="20"
            value={approval.listingsAtOnce ?? ''}
            onChange={(value) => setApproval({ ...approval, listingsAtOnce: asNumber(value) })}
          />
        </div>
      </Panel>
      <Panel title={say.files} note={say.filesNote}>
        <FilePlanFields channelId={channel.id} rule={filePlan} onChange={setFilePlan} />
      </Panel>
      <Panel title={say.price} note={say.priceNote}>
        <div className={css.form}>
          <NumberInput
            label={say.factor}
            description={say.factorHelp}
            decimalScale={3}
            min={0.01}
            max={10}
            step={0.05}
            placeholder="1"
            value={priceRule.factor ?? ''}
            onChange={(value) => setPriceRule({ ...priceRule, factor: asNumber(value) })}
          />
          <NumberInput
            label={say.ending}
            description={say.endingHelp}
            min={0}
            max={99}
            placeholder={say.asItIs}
            value={priceRule.ending ?? ''}
            onChange={(value) => setPriceRule({ ...priceRule, ending: asNumber(value) })}
          />
          {needsRate || priceRule.rate ? (
            <NumberInput
              label={say.rate(studio.data?.currency ?? '', channel.currency ?? '')}
              decimalScale={6}
              min={0}
              value={priceRule.rate ?? ''}
              onChange={(value) => setPriceRule({ ...priceRule, rate: asNumber(value) })}
            />
          ) : null}
        </div>
      </Panel>
      <Button type="submit" size="md" loading={save.isPending}>
        {texts.save}
      </Button>
    </form>
  );
}
