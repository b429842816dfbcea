// SPDX-License-Identifier: Apache-2.0
package afterword.analysis.run;

import afterword.contract.AnalysisStatus;
import afterword.contract.Reason;

/// Stores the end of a part and says what it became.
final class PartWriter {

    private PartWriter() {}

    static PartEnd store(Ledger ledger, RunMeters meters, Write.PartEnded write)
            throws InterruptedException {
        return became(ledger, meters, write, ledger.write(write));
    }

    /// What a part became by the ledger's answer.
    static PartEnd became(Ledger ledger, RunMeters meters, Write.PartEnded write, Stored stored)
            throws InterruptedException {
        return switch (stored) {
            case KEPT -> {
                meters.part(write.name(), write.status(), write.reason());
                yield new PartEnd.Done(write.status(), write.result());
            }
            case EXPIRED -> {
                meters.part(write.name(), AnalysisStatus.FAILED, Reason.EXPIRED);
                yield new PartEnd.Done(AnalysisStatus.FAILED, null);
            }
            case LOST -> new PartEnd.Lost();
            // nothing of the data may be in the second try, so that it cannot be refused as well
            case REFUSED ->
                    store(
                            ledger,
                            meters,
                            new Write.PartEnded(
                                    write.key(),
                                    write.fence(),
                                    write.name(),
                                    AnalysisStatus.FAILED,
                                    Reason.UNSTORABLE,
                                    null,
                                    Write.Spent.NOTHING,
                                    null));
        };
    }
}
