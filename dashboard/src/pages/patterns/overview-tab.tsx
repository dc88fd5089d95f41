import { Button, TagsInput, Textarea, TextInput } from '@mantine/core';
import { IconArchive, IconArchiveOff } from '@tabler/icons-react';
import { type FormEvent, useState } from 'react';
import { api, done, ifMatch } from '../../api/client.ts';
import type { Pattern, PatternChanges } from '../../api/patterns.ts';
import { pictureUrl } from '../../api/pictures.ts';
import { isProblem } from '../../api/problem.ts';
import { texts } from '../../texts/index.ts';
import { Moment } from '../../ui/moment.tsx';
import { Panel } from '../../ui/panel.tsx';
import { ProblemNote } from '../../ui/problem-note.tsx';
import { useWrite } from '../../ui/use-write.ts';
import { OfferPrices } from './offer-prices.tsx';
import css from './patterns.module.css';

const say = texts.pattern;

/** Cover and facts beside what the seller writes. */
export function OverviewTab({ pattern }: { pattern: Pattern }) {
  return (
    <div className={css.overview}>
      <div>
        <Panel title={say.words} note={say.wordsNote}>
          <WordsForm pattern={pattern} />
        </Panel>
        <Panel title={say.prices} note={say.pricesNote}>
          <OfferPrices offers={pattern.offers} />
        </Panel>
      </div>
      <div>
        <Panel title={say.pictures}>
          {pattern.images.length === 0 ? (
            <p className={css.quiet}>{say.noPictures}</p>
          ) : (
            <ul className={css.pictures}>
              {pattern.images.map((image) => (
                <li key={image.id}>
                  <img
                    src={pictureUrl(pattern.id, image.sha256)}
                    alt={image.alt || say.pictureOf(pattern.title)}
                  />
                </li>
              ))}
            </ul>
          )}
        </Panel>
        <Panel title={say.facts} actions={<ArchiveButton pattern={pattern} />}>
          <dl className={css.facts}>
            <dt>{say.craft}</dt>
            <dd>{pattern.craft}</dd>
            <dt>{say.sizes}</dt>
            <dd>
              <Chips words={pattern.sizes} />
            </dd>
            <dt>{say.languages}</dt>
            <dd>
              <Chips words={pattern.languages} />
            </dd>
            {Object.entries(pattern.attributes).map(([name, value]) => (
              <Fact key={name} name={name} value={value} />
            ))}
            <dt>{say.changed}</dt>
            <dd>
              <Moment at={pattern.updatedAt} />
            </dd>
          </dl>
        </Panel>
      </div>
    </div>
  );
}

const Fact = ({ name, value }: { name: string; value: string }) => (
  <>
    <dt>{name}</dt>
    <dd>{value}</dd>
  </>
);

function Chips({ words }: { words: readonly string[] }) {
  if (words.length === 0) return <>{say.none}</>;
  return (
    <span className={css.chips}>
      {words.map((word) => (
        <span key={word} className={css.chip}>
          {word}
        </span>
      ))}
    </span>
  );
}

function WordsForm({ pattern }: { pattern: Pattern }) {
  const [title, setTitle] = useState(pattern.title);
  const [story, setStory] = useState(pattern.story);
  const [tags, setTags] = useState(pattern.tags);
  const changes: PatternChanges = {
    ...(title === pattern.title ? {} : { title }),
    ...(story === pattern.story ? {} : { story }),
    ...(tags.join('\n') === pattern.tags.join('\n') ? {} : { tags }),
  };
  const isChanged = Object.keys(changes).length > 0;
  const save = useWrite({
    run: (body: PatternChanges) =>
      done(
        api.PATCH('/patterns/{patternId}', {
          params: { path: { patternId: pattern.id } },
          body,
          ...ifMatch(pattern.version),
        }),
      ),
    topics: ['pattern', 'listing'],
    done: say.saved,
    isQuiet: true,
  });
  const problem = isProblem(save.error) ? save.error : null;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    save.mutate(changes);
  };
  return (
    <form onSubmit={submit} className={css.form}>
      {save.error && !problem?.fieldMessage('title') ? <ProblemNote error={save.error} /> : null}
      <TextInput
        label={say.title}
        required
        maxLength={255}
        value={title}
        error={problem?.fieldMessage('title')}
        onChange={(event) => setTitle(event.currentTarget.value)}
      />
      <Textarea
        label={say.story}
        description={say.storyHelp}
        autosize
        minRows={6}
        maxRows={18}
        value={story}
        error={problem?.fieldMessage('story')}
        onChange={(event) => setStory(event.currentTarget.value)}
      />
      <TagsInput
        label={say.tags}
        description={say.tagsHelp}
        value={tags}
        error={problem?.fieldMessage('tags')}
        clearable
        clearButtonProps={{ 'aria-label': texts.clear }}
        onChange={setTags}
      />
      <div className={css.formFoot}>
        <Button type="submit" disabled={!isChanged} loading={save.isPending}>
          {texts.save}
        </Button>
        <span className={css.quiet}>{isChanged ? say.unsaved : say.savedState}</span>
      </div>
    </form>
  );
}

function ArchiveButton({ pattern }: { pattern: Pattern }) {
  const isArchived = pattern.state === 'archived';
  const path = isArchived ? '/patterns/{patternId}/restore' : '/patterns/{patternId}/archive';
  const run = useWrite({
    run: () =>
      done(
        api.POST(path, {
          params: { path: { patternId: pattern.id } },
          body: {},
          ...ifMatch(pattern.version),
        }),
      ),
    topics: ['pattern', 'listing'],
    done: isArchived ? say.restored : say.archived,
  });
  if (pattern.state === 'draft') return null;
  const Icon = isArchived ? IconArchiveOff : IconArchive;
  return (
    <Button
      variant="default"
      size="xs"
      leftSection={<Icon size={16} aria-hidden />}
      loading={run.isPending}
      onClick={() => run.mutate(undefined)}
    >
      {isArchived ? say.restore : say.archive}
    </Button>
  );
}
