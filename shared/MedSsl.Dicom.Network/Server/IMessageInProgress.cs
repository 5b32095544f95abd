using MedSsl.Dicom.Network.Messages;

namespace MedSsl.Dicom.Network.Server;

/// <summary>A request whose data set is still coming.</summary>
internal interface IMessageInProgress : IDisposable
{
    void Append(ReadOnlySpan<byte> bytes);

    /// <summary>All of it came: the response.</summary>
    ValueTask<CommandSet> CompleteAsync(CancellationToken cancellationToken);
}
