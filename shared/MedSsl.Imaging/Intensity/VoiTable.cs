namespace MedSsl.Imaging.Intensity;

/// <summary>A VOI LUT (DICOM PS3.3 C.11.2.1.1): entries from a first value on, clamped at both ends.</summary>
/// <param name="First">Value that the first entry belongs to, in units after the modality transformation.</param>
/// <param name="Entries">The entries; at least one.</param>
/// <param name="Bits">Bits of an entry, 1 to 16: the output range is 0 to 2^bits - 1.</param>
public sealed record VoiTable(int First, ReadOnlyMemory<ushort> Entries, int Bits)
{
    /// <summary>
    /// Whether it is used for an image of <paramref name="bitsStored"/> bits: a table of 8 bits would bring a deeper image down to 256 levels,
    /// and the pipeline keeps 16 bits from end to end.
    /// </summary>
    public bool KeepsDepthOf(int bitsStored) => !Entries.IsEmpty && (Bits > 8 || bitsStored is >= 1 and <= 8);

    /// <summary>Maps values in place to [0, 1]; what is not a number becomes 0.</summary>
    public void Apply(Span<float> values)
    {
        var entries = Entries.Span;
        var scale = 1.0 / ((1 << Bits) - 1);
        foreach (ref var value in values)
        {
            value = float.IsNaN(value) ? 0 : (float)Math.Min(entries[(int)Math.Clamp((double)value - First, 0, entries.Length - 1)] * scale, 1);
        }
    }
}
