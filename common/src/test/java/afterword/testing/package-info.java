// SPDX-License-Identifier: Apache-2.0
/// Hand-written fakes of the ports in `common`, for the tests of every module.
@NullMarked
package afterword.testing;

import org.jspecify.annotations.NullMarked;
