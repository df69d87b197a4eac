/** Names of things on screen that come from data. */
import type { BlockState, DiskView, SizeNotion } from '../../shared/views';

export const KIND_NAMES: Readonly<Record<DiskView['kind'], string>> = {
  fixed: 'Fixed',
  dynamic: 'Dynamic',
  differencing: 'Differencing',
  raw: 'Raw disk',
};

export const STATE_NAMES: Readonly<Record<BlockState, string>> = {
  unallocated: 'Unallocated',
  parent: 'From parent',
  unscanned: 'Not scanned',
  full: 'In this file',
  partial: 'Partial',
  unset: 'No sector set',
  zero: 'All zeros',
  damaged: 'Damaged',
  overlapping: 'Overlapping',
};

export const STATE_HINTS: Readonly<Record<BlockState, string>> = {
  unallocated: 'Not in the file; reads as zeros',
  parent: 'Not in this file; comes from a parent, as far as one has it',
  unscanned: 'In this file; its sector bitmap has not been read',
  full: 'In this file, every sector of it',
  partial: 'In this file, but not every sector of it',
  unset: 'Has room in this file, but no sector is marked as present',
  zero: 'In this file, and nothing but zeros',
  damaged: 'This file cannot give all of it: the file ends before or within it, or its entry points over header or table',
  overlapping: 'Shares file space with another block or a structure',
};

export const NOTION_NAMES: Readonly<Record<SizeNotion, string>> = {
  'current-size': 'Current size',
  'original-size': 'Original size',
  geometry: 'Geometry (CHS)',
  table: 'Block table',
  file: 'Data in the file',
};
