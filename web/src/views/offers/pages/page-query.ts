import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import { api, KEYS, read, type Schemas } from '../../../api';
import type { operations } from '../../../api/schema';
