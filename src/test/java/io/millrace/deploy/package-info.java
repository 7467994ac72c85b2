/**
 * Holds what is installed to what is promised: the chart, the plain manifests, alerts and dashboard. May import everything.
 * Start at {@link io.millrace.deploy.ChartTest}.
 */
package io.millrace.deploy;
