import { Progress } from '@mantine/core';
import { Dropzone } from '@mantine/dropzone';
import '@mantine/dropzone/styles.css';
import { IconCircleCheck, IconCircleX, IconUpload } from '@tabler/icons-react';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { isProblem } from '../../api/problem.ts';
import { releasesQuery, uploadFile } from '../../api/releases.ts';
import { texts } from '../../texts/index.ts';
import { formatBytes } from '../../ui/format.ts';
import css from './files.module.css';

const say = texts.drop;

interface Sending {
  key: string;
  name: string;
  sizeBytes: number;
  share: number;
  state: 'sending' | 'done' | 'failed';
  message: string;
}

/** Files go up one after the other, each with its progress; a refused one says why and the others go on. */
export function FileDrop({ patternId }: { patternId: string }) {
  const queries = useQueryClient();
  const [sending, setSending] = useState<Sending[]>([]);
  const set = (key: string, changes: Partial<Sending>) =>
    setSending((all) => all.map((one) => (one.key === key ? { ...one, ...changes } : one)));

  const send = async (files: File[]) => {
    const rows = files.map((file) => ({ file, key: `${file.name}:${Date.now()}` }));
    setSending((all) => [
      ...all.filter((one) => one.state === 'sending'),
      ...rows.map(({ file, key }) => ({
        key,
        name: file.name,
        sizeBytes: file.size,
        share: 0,
        state: 'sending' as const,
        message: '',
      })),
    ]);
    for (const { file, key } of rows) {
      try {
        const { isImage, releaseId } = await uploadFile(patternId, file, (share) => set(key, { share }));
        set(key, {
          state: 'done',
          share: 1,
          message: isImage ? say.isPicture : releaseId ? say.inDraft : say.sameAlready,
        });
      } catch (error) {
        set(key, {
          state: 'failed',
          message: isProblem(error) ? error.message : texts.problem.unreachableWhat,
        });
      }
      await queries.invalidateQueries({ queryKey: releasesQuery(patternId).queryKey });
      await queries.invalidateQueries({ queryKey: ['patterns', patternId] });
    }
  };

  return (
    <div className={css.drop}>
      <Dropzone onDrop={(files) => void send(files)} aria-label={say.label}>
        <div className={css.dropInner}>
          <IconUpload size={32} stroke={1.5} aria-hidden />
          <div>
            <strong>{say.title}</strong>
            <p className={css.quiet}>{say.what}</p>
          </div>
        </div>
      </Dropzone>
      <ul className={css.sending} aria-live="polite">
        {sending.map((one) => (
          <li key={one.key}>
            <span>
              {one.state === 'done' ? <IconCircleCheck size={18} aria-hidden /> : null}
              {one.state === 'failed' ? <IconCircleX size={18} aria-hidden /> : null}
              <strong>{one.name}</strong> {one.message} ({formatBytes(one.sizeBytes)})
            </span>
            {one.state === 'sending' ? <Progress value={one.share * 100} aria-label={one.name} /> : null}
          </li>
        ))}
      </ul>
    </div>
  );
}
