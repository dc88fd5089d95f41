import { Alert, Button, CopyButton, TextInput } from '@mantine/core';
import { texts } from '../../texts/index.ts';

/** Something that is shown this one time: a key, an invitation. */
export function OneTimeText({ label, text }: { label: string; text: string }) {
  return (
    <Alert color="yellow" mt="md" title={label}>
      <TextInput readOnly aria-label={label} value={text} onFocus={(event) => event.currentTarget.select()} />
      <CopyButton value={text}>
        {({ copied, copy }) => (
          <Button mt="sm" variant="default" onClick={copy}>
            {copied ? texts.delivery.copied : texts.delivery.copy}
          </Button>
        )}
      </CopyButton>
    </Alert>
  );
}
