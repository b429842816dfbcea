// SPDX-License-Identifier: Apache-2.0
/// YAML files of a deployment, read so that a refusal names file, line and reason.
@NullMarked
package afterword.analysis.yaml;

import org.jspecify.annotations.NullMarked;
