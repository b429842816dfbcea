// SPDX-License-Identifier: Apache-2.0
/// What an analysis written in Java implements.
@NullMarked
package afterword.analysis.spi;

import org.jspecify.annotations.NullMarked;
