using MedSsl.Dicom.Network.Messages;

namespace MedSsl.Dicom.Network.Server;

/// <summary>A request that is answered with a refusal; its data set comes all the same and is dropped.</summary>
internal sealed class RefusedMessage(CommandSet response) : IMessageInProgress
{
    public void Append(ReadOnlySpan<byte> bytes)
    {
        // Nothing of it is kept.
    }

    public ValueTask<CommandSet> CompleteAsync(CancellationToken cancellationToken) => ValueTask.FromResult(response);

    public void Dispose()
    {
        // Nothing is held.
    }
}
