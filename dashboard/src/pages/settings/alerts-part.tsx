import { Button, NumberInput, Select, Switch, TextInput } from '@mantine/core';
import { IconBell, IconDeviceMobile } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { alertSettingsQuery, canShowMessages, showMessagesHere } from '../../api/alerts.ts';
import { api, done } from '../../api/client.ts';
import type { Answer } from '../../api/types.ts';
import { texts } from '../../texts/index.ts';
import { Await } from '../../ui/await.tsx';
import { EmptyNote } from '../../ui/empty-note.tsx';
import { LinkButton } from '../../ui/link-button.tsx';
import { Moment } from '../../ui/moment.tsx';
import { Panel } from '../../ui/panel.tsx';
import { useWrite } from '../../ui/use-write.ts';
import css from './settings.module.css';

const say = texts.alerts;
type Settings = Answer<'alerts.getSettings'>;

/** How one is told when something needs one. */
export function AlertsPart() {
  const settings = useQuery(alertSettingsQuery);
  return (
    <Await query={settings}>
      {(one) => (
        <>
          <Ways settings={one} />
          <Browsers settings={one} />
          <When key={JSON.stringify(one)} settings={one} />
        </>
      )}
    </Await>
  );
}

function Ways({ settings }: { settings: Settings }) {
  const save = useWrite({
    run: (body: { isMailOn?: boolean; isPushOn?: boolean; isWeeklyOn?: boolean }) =>
      done(api.PATCH('/alerts/settings', { body })),
    topics: ['hub'],
    done: texts.settings.saved,
  });
  const test = useWrite({
    run: () => done(api.POST('/alerts/test')),
    topics: [],
    done: ({ sentence }) => sentence,
  });
  const mailTo = !settings.hasMailServer ? say.noServer : (settings.email ?? say.noAddress);
  return (
    <Panel
      title={say.title}
      note={say.note}
      actions={
        <Button variant="default" loading={test.isPending} onClick={() => test.mutate(undefined)}>
          {say.test}
        </Button>
      }
    >
      <div className={css.form}>
        <Switch
          label={say.mail}
          description={say.mailTo(mailTo)}
          checked={settings.isMailOn}
          onChange={(event) => save.mutate({ isMailOn: event.currentTarget.checked })}
        />
        {settings.hasMailServer && !settings.email ? (
          <div>
            <LinkButton variant="default" to="/settings" search={{ part: 'account' }}>
              {say.giveAddress}
            </LinkButton>
          </div>
        ) : null}
        <Switch
          label={say.push}
          description={say.pushHelp}
          checked={settings.isPushOn}
          onChange={(event) => save.mutate({ isPushOn: event.currentTarget.checked })}
        />
        <Switch
          label={say.weekly}
          description={say.weeklyHelp}
          checked={settings.isWeeklyOn}
          onChange={(event) => save.mutate({ isWeeklyOn: event.currentTarget.checked })}
        />
        {settings.lastToldAt ? (
          <p className={css.quiet}>
            {say.lastTold} <Moment at={settings.lastToldAt} />.
          </p>
        ) : null}
      </div>
    </Panel>
  );
}

function Browsers({ settings }: { settings: Settings }) {
  const show = useWrite({
    run: () => showMessagesHere(settings.pushKey),
    topics: ['hub'],
    done: (made) => (made ? say.shown : say.notAllowed),
  });
  const remove = useWrite({
    run: (browserId: string) =>
      done(api.DELETE('/alerts/browsers/{browserId}', { params: { path: { browserId } } })),
    topics: ['hub'],
    done: say.removed,
  });
  return (
    <Panel
      title={say.browsers}
      note={canShowMessages() ? say.browsersNote : say.cannotShow}
      actions={
        canShowMessages() ? (
          <Button
            leftSection={<IconBell size={18} aria-hidden />}
            loading={show.isPending}
            onClick={() => show.mutate(undefined)}
          >
            {say.showHere}
          </Button>
        ) : undefined
      }
    >
      {settings.browsers.length === 0 ? (
        <EmptyNote icon={IconDeviceMobile} title={say.noBrowsers}>
          <p>{say.noBrowsersWhat}</p>
        </EmptyNote>
      ) : (
        <ul className={css.list}>
          {settings.browsers.map((browser) => (
            <li key={browser.id} className={css.row}>
              <span className={css.grow}>
                <strong>{browser.name}</strong>
                <span className={css.quiet}>
                  {browser.usedAt ? (
                    <>
                      {say.used} <Moment at={browser.usedAt} />
                    </>
                  ) : (
                    say.neverUsed
                  )}
                </span>
              </span>
              <Button
                variant="subtle"
                color="gray"
                loading={remove.isPending && remove.variables === browser.id}
                onClick={() => remove.mutate(browser.id)}
              >
                {say.remove}
              </Button>
            </li>
          ))}
        </ul>
      )}
    </Panel>
  );
}

const hours = Array.from({ length: 24 }, (_, hour) => ({
  value: String(hour),
  label: `${String(hour).padStart(2, '0')}:00`,
}));

function When({ settings }: { settings: Settings }) {
  const [rhythm, setRhythm] = useState(settings.rhythm);
  const [hour, setHour] = useState(settings.digestHour);
  const [isQuiet, setQuiet] = useState(settings.quietFrom !== null);
  const [from, setFrom] = useState(settings.quietFrom ?? '22:00');
  const [until, setUntil] = useState(settings.quietUntil ?? '07:00');
  const [zone, setZone] = useState(settings.timeZone);
  const [sleep, setSleep] = useState<string | number>(settings.sleepMinutes ?? '');
  const save = useWrite({
    run: () =>
      done(
        api.PATCH('/alerts/settings', {
          body: {
            rhythm,
            digestHour: hour,
            quiet: isQuiet ? { from, until } : null,
            timeZone: zone,
            sleepMinutes: sleep === '' ? null : Number(sleep),
          },
        }),
      ),
    topics: ['hub'],
    done: texts.settings.saved,
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    save.mutate(undefined);
  };
  return (
    <Panel title={say.when} note={say.whenNote}>
      <form onSubmit={submit} className={css.form}>
        <Select
          label={say.rhythm}
          description={say.rhythmHelp[rhythm]}
          allowDeselect={false}
          data={[
            { value: 'soon', label: say.rhythms.soon },
            { value: 'daily', label: say.rhythms.daily },
          ]}
          value={rhythm}
          onChange={(value) => setRhythm(value === 'daily' ? 'daily' : 'soon')}
        />
        <Select
          label={say.hour}
          description={say.hourHelp}
          allowDeselect={false}
          data={hours}
          value={String(hour)}
          onChange={(value) => setHour(Number(value))}
        />
        <Switch
          label={say.quiet}
          description={say.quietHelp}
          checked={isQuiet}
          onChange={(event) => setQuiet(event.currentTarget.checked)}
        />
        {isQuiet ? (
          <div className={css.buttons}>
            <TextInput
              type="time"
              required
              label={say.from}
              value={from}
              onChange={(event) => setFrom(event.currentTarget.value)}
            />
            <TextInput
              type="time"
              required
              label={say.until}
              value={until}
              onChange={(event) => setUntil(event.currentTarget.value)}
            />
          </div>
        ) : null}
        <Select
          label={say.zone}
          searchable
          clearable
          limit={50}
          placeholder={say.studioZone(settings.studioTimeZone)}
          data={[...new Set(['UTC', ...(zone ? [zone] : []), ...Intl.supportedValuesOf('timeZone')])]}
          value={zone}
          onChange={setZone}
        />
        <NumberInput
          label={say.sleep}
          description={say.sleepHelp}
          min={5}
          max={100_000}
          allowDecimal={false}
          placeholder={String(settings.usualSleepMinutes)}
          value={sleep}
          onChange={setSleep}
        />
        <div>
          <Button type="submit" loading={save.isPending}>
            {texts.save}
          </Button>
        </div>
      </form>
    </Panel>
  );
}
