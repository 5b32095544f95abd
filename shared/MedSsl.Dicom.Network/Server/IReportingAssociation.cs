using MedSsl.Dicom.Network.Commitment;

namespace MedSsl.Dicom.Network.Server;

/// <summary>An association on which a commitment can be reported as long as it lasts.</summary>
public interface IReportingAssociation
{
    /// <summary>Sends an N-EVENT-REPORT and waits for its answer; false when the association ended, or the peer refused it.</summary>
    /// <param name="report">What to report.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    Task<bool> ReportAsync(CommitmentReport report, CancellationToken cancellationToken);
}
