import { defineErrors, Exit } from "../kernel/errors.ts";

export const errors = defineErrors({
  PLATFORM_FILE: ["ADP-L3-001", Exit.usage, "platform.yaml has a mistake."],
  NO_PLATFORM_FILE: ["ADP-L3-002", Exit.usage, "There is no platform.yaml here."],
  NO_ENVIRONMENT: ["ADP-L3-003", Exit.usage, "platform.yaml has no such environment."],
  NO_HELM: ["ADP-L3-004", Exit.platform, "Helm is missing."],
  NO_CHART: ["ADP-L3-005", Exit.platform, "The Airflow chart cannot be had."],
  CHART_DIFFERS: [
    "ADP-L3-006",
    Exit.platform,
    "The chart's archive is not the one that platform.yaml names.",
  ],
  RELEASE: ["ADP-L3-007", Exit.usage, "release.yaml is missing or has a mistake."],
  REFUSED: ["ADP-L3-008", Exit.job, "The promotion is refused."],
  HELM_FAILED: ["ADP-L3-009", Exit.platform, "Helm cannot render the chart."],
  EXISTS: ["ADP-L3-010", Exit.usage, "There is a platform.yaml already."],
  RECORD: ["ADP-L3-011", Exit.usage, "The record of the push cannot be used."],
  CLUSTER: ["ADP-L3-012", Exit.platform, "The cluster cannot be asked."],
  COMMIT: ["ADP-L3-013", Exit.platform, "git could not commit the promotion."],
});

/** What `adp layer3 verify` finds. The codes are in the report, one for each kind. */
export const findings = defineErrors({
  DIFFERS: ["ADP-L3-101", Exit.job, "A file is not what `adp layer3 render` writes."],
  UNKNOWN_VALUE: ["ADP-L3-102", Exit.job, "The chart has no such value, and ignores it in silence."],
  SECRET_OBJECT: ["ADP-L3-103", Exit.job, "The output holds a Secret."],
  LITERAL: ["ADP-L3-104", Exit.job, "The output holds a credential."],
  TAG: ["ADP-L3-105", Exit.job, "An image is not named by its digest."],
  AIRFLOW_VERSION: ["ADP-L3-106", Exit.job, "The values and the image disagree about Airflow's version."],
  PROVIDER: ["ADP-L3-107", Exit.job, "The image lacks a provider that the environment needs."],
  SUPPORT: ["ADP-L3-108", Exit.job, "The Runtime of the image is out of support."],
  CHART: ["ADP-L3-109", Exit.job, "This version of the chart does not take the image's Airflow."],
  SERVER: ["ADP-L3-110", Exit.job, "The cluster refuses an object."],
  WAY_BACK: ["ADP-L3-111", Exit.job, "The release goes back over a change that only a backup undoes."],
});
