namespace MedSsl.Dicom.Network.Server;

/// <summary>
/// The place of one object while it comes. Disposed in any case; without a completed <see cref="CompleteAsync"/> nothing of it may stay. Failures of
/// the place itself (a full disk) are no exceptions but the answer of <see cref="CompleteAsync"/>.
/// </summary>
public interface IIncomingObject : IDisposable
{
    /// <summary>The next bytes of the data set.</summary>
    /// <param name="bytes">Valid during the call.</param>
    void Append(ReadOnlySpan<byte> bytes);

    /// <summary>All bytes came: makes them durable, then says what the sender may be told.</summary>
    /// <param name="cancellationToken">The association is over.</param>
    ValueTask<StoreAnswer> CompleteAsync(CancellationToken cancellationToken);
}
