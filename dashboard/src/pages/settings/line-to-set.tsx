import { Button, CopyButton } from '@mantine/core';
import { texts } from '../../texts/index.ts';
import css from './backups.module.css';

/** A line or a path to take elsewhere, exactly as it is. */
export const LineToSet = ({ line }: { line: string }) => (
  <div className={css.line}>
    <code translate="no">{line}</code>
    <CopyButton value={line}>
      {({ copied, copy }) => (
        <Button size="compact-sm" variant="default" onClick={copy}>
          {copied ? texts.delivery.copied : texts.delivery.copy}
        </Button>
      )}
    </CopyButton>
  </div>
);
