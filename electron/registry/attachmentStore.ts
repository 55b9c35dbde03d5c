export * from '../../shared/storage/attachmentStore.ts';
