import { type ScanFolders, scanFolders } from "./folders.ts";
import type { LayerScan } from "./layer.ts";
import { type ScanSaved, scanSaved } from "./saved.ts";

type ScanLayers = ScanFolders & ScanSaved;

/** Every file of the wanted layers: from where the engine keeps them, else from what it saves. Nothing is written. */
export async function scanLayers(options: ScanLayers): Promise<ReadonlyMap<string, LayerScan>> {
  const { layers } = options;
  if (layers.size === 0) return new Map();
  const found = await scanFolders(options);
  const rest = new Set([...layers].filter((layer) => !found.has(layer)));
  return rest.size === 0 ? found : new Map([...found, ...(await scanSaved({ ...options, layers: rest }))]);
}
