export { SandboxStrip } from './strip';
