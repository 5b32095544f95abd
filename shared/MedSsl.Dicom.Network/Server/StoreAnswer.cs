namespace MedSsl.Dicom.Network.Server;

/// <summary>What the sender of an object is told.</summary>
/// <param name="Status">A <see cref="DimseStatus"/>.</param>
/// <param name="Comment">Why, in at most 64 characters and without anything of the object; null for success.</param>
public sealed record StoreAnswer(ushort Status, string? Comment = null)
{
    /// <summary>The object is durable.</summary>
    public static readonly StoreAnswer Success = new(DimseStatus.Success);
}
