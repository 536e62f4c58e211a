// a file of its own, so that the platform is loaded only where no server is asked
export { checkStill } from '@dossier/server/folder';
