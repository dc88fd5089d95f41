import { count } from './count.ts';

export const backupsTexts = {
  backups: {
    title: 'The last backup',
    note: 'A backup holds everything: patterns, files, orders, buyers. With it this hub can be put back on any computer.',
    states: {
      done: 'Whole',
      failed: 'Did not work',
      overdue: 'Overdue',
      none: 'None yet',
      working: 'Being made',
    },
    none: 'There is no backup yet',
    noneWhat: 'If this computer breaks or is stolen, what is on this hub is lost.',
    ofMoment: 'Last whole one',
    took: 'Took',
    size: 'Size',
    sizeOf: (all: string, files: number, added: string) =>
      `${all} with ${count(files, 'file', 'files')}; ${added} of it new`,
    place: 'Where',
    next: 'Next one',
    nextNow: 'Now',
    nextNone: 'None comes by itself: choose a folder below.',
    kept: 'Kept',
    keptOf: (days: number, weeks: number) =>
      `The newest of each of ${count(days, 'day', 'days')} and ${count(weeks, 'week', 'weeks')}. Older ones are removed.`,
    read: 'Read back and checked after it was written.',
    failed: 'The last try did not work',
    failedDo: (shownLast: string | null) =>
      shownLast
        ? `What is new since ${shownLast} would be lost with this computer. Mend what it says, then back up now.`
        : 'Nothing is safe yet. Mend what it says, then back up now.',
    again: 'It is tried again by itself',
    now: 'Back up now',
    asked: 'The backup begins.',
    begins: 'It begins in a moment.',
    phases: {
      data: 'Writing down what the hub knows',
      files: 'Copying new files',
      check: 'Reading it back',
    },
    ofFiles: (done: number, total: number) => `${done} of ${count(total, 'file', 'files')}`,
    mayLeave: 'You may leave this page; it goes on by itself, and so does your work.',
    ownerOnly: 'Only the owner of the studio makes backups and sees where they are.',
    folder: 'Where backups go',
    folderNote: 'Once a day, on the computer where the hub runs. Best is another disk.',
    noFolder: 'No folder is chosen',
    noFolderWhat:
      'Choose a folder on another disk, such as a USB disk, or one that your cloud drive copies. The first backup begins at once.',
    byStart: 'It is set where the hub is started, and that counts. To change it, start the hub with another',
    byStartOnly:
      'It is set where the hub is started. Start each process of the hub with this line in its settings:',
    sameDisk: 'This folder is on the same disk as the hub',
    sameDiskWhat:
      'If the disk breaks, hub and backups are lost together. Choose a folder on another disk, or copy this one elsewhere.',
    away: 'The folder is not there',
    awayWhat: 'Is its disk plugged in? Until it is, no backup can be made.',
    path: 'Path of the folder',
    pathHelp:
      'As the computer’s file window shows it, such as /media/anna/Backup or E:\\Backup. It has to be there already.',
    choose: 'Back up into it',
    change: 'Choose another folder',
    chosen: (folder: string) => `Backups go into ${folder}.`,
    archives: 'Backups in this folder',
    archivesNote: 'Newest first. Each can be put back alone; keep the folder together.',
    noArchives: 'Nothing is in it yet.',
    archiveSize: (size: string) => `${size}, and its files beside it`,
    withKeys: 'Keys in it',
    withoutKeys: 'Without keys',
    sealed: 'Sealed',
    keys: 'The keys of your shops are not in your backups',
    keysWhat:
      'A hub that is put back without them has everything, but each shop has to be connected again. Copy this file once to a safe place, and not beside the backups:',
    keysSet: 'They were given to the hub as SPINDLE_KEYS. Keep them where you keep your passwords.',
    keysOr: 'Or write a passphrase of 12 letters or more into a file, and start the hub with this line:',
    putBack: 'Put one back',
    putBackWhat:
      'Stop the hub, then write this where it is started, and start it again. It reads every shop and writes nothing until you have looked.',
    putBackOver: 'On a computer that has a hub already, it refuses, unless you add',
    putBackOverWhat: 'What is there now is gone then.',
  },
  restored: {
    title: 'This hub was put back from a backup',
    banner: 'Nothing is written to a shop until you let it go on.',
    bannerLetters: 'Letters to buyers wait for you.',
    answer: 'Nothing is written to any shop yet: this hub waits for you.',
    toBoard: 'See what to do',
    as: 'It is as it was',
    what: 'What happened since is on the shops and not here. So each shop is read again, and nothing is written to it until you let it go on.',
    whatLetters: 'Only letters to buyers still wait for you.',
    shops: 'Your shops',
    shopsDo: 'Look at what is different, then let each shop go on. Nothing on it is overwritten unasked.',
    reading: 'Being read',
    read: 'Read again',
    stuck: 'Cannot be read',
    readingWhat: (seen: number, all: number) =>
      `${seen} of ${count(all, 'listing', 'listings')} read so far.`,
    readingNone: 'It is being asked what it carries.',
    again: 'Spindle tries again by itself.',
    same: (all: number) =>
      all === 0
        ? 'Nothing of yours was listed there.'
        : all === 1
          ? 'Its listing is as this hub knows it.'
          : `All ${all} listings are as this hub knows them.`,
    different: (n: number, all: number) =>
      `${n} of ${count(all, 'listing', 'listings')} ${n === 1 ? 'is' : 'are'} different there: your changes since the backup, or somebody else’s.`,
    gone: (n: number) => `${count(n, 'listing is', 'listings are')} there no more.`,
    seeDifferent: 'See what differs',
    seeGone: 'See what is gone',
    letGo: (shop: string) => `Let ${shop} go on`,
    waitsForReading: (shop: string) => `Once all of ${shop} is read.`,
    didLetGo: (shop: string) => `${shop} goes on. What would change there waits for your click on the plan.`,
    reconnect: 'Reconnect',
    ownerOnly: 'The owner of the studio lets shops go on.',
    letters: 'Letters to buyers',
    lettersHeld: (n: number) => `${count(n, 'letter is', 'letters are')} held back.`,
    lettersWhat:
      'They waited at the moment of the backup, or are about orders since. Their buyers may have them already.',
    more: (n: number) => `See all ${n}`,
    send: 'Send them',
    sendAsk: (n: number) => `Send ${count(n, 'letter', 'letters')} now?`,
    sendWhat:
      'A buyer who got a letter between the backup and now gets it twice. But links that were sent in that time do not work any more, and these letters have new ones.',
    sendNot: 'The hub has no mail server, so they can only stay unsent.',
    sent: (n: number) => `${count(n, 'letter is', 'letters are')} on the way.`,
    leave: 'Leave them unsent',
    leaveAsk: (n: number) => `Leave ${count(n, 'letter', 'letters')} unsent?`,
    leaveWhat:
      'They stay in the outbox and are never sent. Later letters leave as ever. From an order you can send its buyer a new link at any time.',
    left: (n: number) => `${count(n, 'letter stays', 'letters stay')} unsent in the outbox.`,
    also: 'Also look through',
    alsoKeys: 'API keys',
    alsoPeople: 'people',
    alsoWhat: 'What you took away from somebody after the backup is back.',
    allOfIt: 'Other shops and letters: see the board.',
  },
};
