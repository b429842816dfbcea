// SPDX-License-Identifier: Apache-2.0
/// A stand-in for a language model provider that answers by rule, late and wrong on demand.
@NullMarked
package afterword.simulator;

import org.jspecify.annotations.NullMarked;
