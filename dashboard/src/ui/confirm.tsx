import { Button, Group, Modal } from '@mantine/core';
import type { ReactNode } from 'react';
import { texts } from '../texts/index.ts';

/** A question before something that matters: says what will happen, and the button names it. */
export function Confirm({
  isOpen,
  onClose,
  title,
  children,
  action,
  isBusy = false,
  isDangerous = false,
  onConfirm,
}: {
  isOpen: boolean;
  onClose: () => void;
  title: string;
  children: ReactNode;
  action: string;
  isBusy?: boolean;
  isDangerous?: boolean;
  onConfirm: () => void;
}) {
  return (
    <Modal opened={isOpen} onClose={onClose} title={title} closeButtonProps={{ 'aria-label': texts.close }}>
      {children}
      <Group justify="flex-end" mt="lg">
        <Button variant="default" onClick={onClose} data-autofocus>
          {texts.cancel}
        </Button>
        <Button color={isDangerous ? 'red' : undefined} loading={isBusy} onClick={onConfirm}>
          {action}
        </Button>
      </Group>
    </Modal>
  );
}
