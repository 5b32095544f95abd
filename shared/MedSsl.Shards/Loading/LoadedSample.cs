using System.Buffers;
using MedSsl.Imaging;
using MedSsl.Imaging.EnergyBands;

namespace MedSsl.Shards.Loading;

/// <summary>What a draw gave. Its pixels lie in a buffer that the next samples use again when it is disposed of.</summary>
public sealed class LoadedSample : IDisposable
{
    private readonly ReferenceSet references;
    private ushort[]? pixels;

    internal LoadedSample(SampleMetadata metadata, ushort[] rented, ReferenceSet references, long draw, string? missing) =>
        (Metadata, pixels, this.references, Draw, Missing) = (metadata, rented, references, draw, missing);

    /// <summary>What the sample is.</summary>
    public SampleMetadata Metadata { get; }

    /// <summary>The draw that it belongs to: the one asked for, or another where that one's sample cannot be had.</summary>
    public long Draw { get; }

    /// <summary>Why the sample that was asked for cannot be had (<see cref="MissingReasons"/>); null where it is this one.</summary>
    public string? Missing { get; }

    /// <summary>The reference energies of its group; null where the dataset names none.</summary>
    public ReferenceEnergies? Reference => references.Of(Metadata);

    /// <summary>The pixels as they are stored, row by row; <c>value = stored × ValueScale + ValueOffset</c>.</summary>
    public ReadOnlySpan<ushort> Stored
    {
        get
        {
            ObjectDisposedException.ThrowIf(pixels is null, this);
            return pixels.AsSpan(0, Metadata.Width * Metadata.Height);
        }
    }

    /// <summary>Its values as models see them, normalized; they are the caller's.</summary>
    /// <exception cref="InvalidDataException">It is to be normalized, and its dataset names no reference for it.</exception>
    public GrayImage Restore() => references.Restore(Metadata, Stored);

    /// <summary>Gives the buffer back. Without it nothing is lost but its reuse.</summary>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref pixels, null) is { } rented)
        {
            ArrayPool<ushort>.Shared.Return(rented);
        }
    }
}
