// SPDX-License-Identifier: Apache-2.0
/// Reads the page of metrics, the rules and the dashboards, and says where they disagree.
@NullMarked
package afterword.seen;

import org.jspecify.annotations.NullMarked;
