namespace MedSsl.Dicom.Pixels;

/// <summary>The Image Pixel Module (PS3.3 C.7.6.3), checked: what follows can rely on every relation between these numbers.</summary>
internal sealed record PixelLayout
{
    public required int Rows { get; init; }
    public required int Columns { get; init; }
    public required int Samples { get; init; }
    public required int BitsAllocated { get; init; }
    public required int BitsStored { get; init; }
    public required int HighBit { get; init; }
    public required bool Signed { get; init; }
    public required bool Planar { get; init; }
    public required int Frames { get; init; }
    public required string Photometric { get; init; }

    public long PixelsPerFrame => (long)Rows * Columns;

    /// <summary>Cells of a frame in native encoding; YBR_FULL_422 shares its two colour samples between two pixels.</summary>
    public long CellsPerFrame(bool subsampled) => subsampled ? PixelsPerFrame * 2 : PixelsPerFrame * Samples;

    public static PixelLayout? Of(DicomDataset dataset, DicomLimits limits, out DicomError? error)
    {
        error = null;
        foreach (var tag in new[] { DicomTags.Rows, DicomTags.Columns, DicomTags.BitsAllocated, DicomTags.PhotometricInterpretation })
        {
            if (dataset.GetString(tag) is null)
            {
                error = new DicomError(DicomErrorCode.MissingAttribute, $"The image lacks {tag}: rows, columns, bits allocated and photometric interpretation are required.");
                return null;
            }
        }

        var allocated = dataset.GetInt32(DicomTags.BitsAllocated) ?? 0;
        var stored = dataset.GetInt32(DicomTags.BitsStored) ?? allocated;
        var layout = new PixelLayout
        {
            Rows = dataset.GetInt32(DicomTags.Rows) ?? 0,
            Columns = dataset.GetInt32(DicomTags.Columns) ?? 0,
            Samples = dataset.GetInt32(DicomTags.SamplesPerPixel) ?? 1,
            BitsAllocated = allocated,
            BitsStored = stored,
            HighBit = dataset.GetInt32(DicomTags.HighBit) ?? stored - 1,
            Signed = dataset.GetInt32(DicomTags.PixelRepresentation) == 1,
            Planar = dataset.GetInt32(DicomTags.PlanarConfiguration) == 1,
            Frames = Math.Max(1, dataset.GetInt32(DicomTags.NumberOfFrames) ?? 1),
            Photometric = dataset.GetString(DicomTags.PhotometricInterpretation)!,
        };
        error = layout.Problem(limits);
        return error is null ? layout : null;
    }

    private DicomError? Problem(DicomLimits limits)
    {
        var expectedSamples = Photometric switch
        {
            "MONOCHROME1" or "MONOCHROME2" or "PALETTE COLOR" => 1,
            "RGB" or "YBR_FULL" or "YBR_FULL_422" or "YBR_RCT" or "YBR_ICT" => 3,
            _ => 0,
        };
        if (expectedSamples == 0)
        {
            // The value is not repeated: an attribute in the wrong place may hold anything.
            return Unsupported("the photometric interpretation is none of MONOCHROME1, MONOCHROME2, PALETTE COLOR, RGB, YBR_FULL, YBR_FULL_422, YBR_RCT and YBR_ICT");
        }

        if (Rows <= 0 || Columns <= 0 || Rows > ushort.MaxValue || Columns > ushort.MaxValue)
        {
            return Unsupported($"the image has {Rows} rows and {Columns} columns");
        }

        if (Samples != expectedSamples)
        {
            return Unsupported($"{Photometric} has {expectedSamples} samples per pixel, found {Samples}");
        }

        if (BitsAllocated is < 1 or > 32 || BitsStored < 1 || BitsStored > BitsAllocated || HighBit >= BitsAllocated || HighBit < BitsStored - 1)
        {
            return Unsupported($"{BitsAllocated} bits allocated, {BitsStored} stored, high bit {HighBit} do not fit together in 32 bits");
        }

        if (Photometric.StartsWith("YBR", StringComparison.Ordinal) && (Signed || BitsStored > 16))
        {
            return Unsupported($"{Photometric} with {(Signed ? "signed" : "unsigned")} {BitsStored}-bit samples has no defined conversion");
        }

        if (Photometric == "PALETTE COLOR" && BitsStored > 16)
        {
            return Unsupported($"PALETTE COLOR with {BitsStored}-bit indices, 16 are the most");
        }

        if (Frames > limits.MaxFrames)
        {
            return new DicomError(DicomErrorCode.TooLarge, $"The image has {Frames} frames, the limit is {limits.MaxFrames}.");
        }

        var outputSamples = Photometric is "MONOCHROME1" or "MONOCHROME2" ? 1 : 3;
        var bytes = PixelsPerFrame * outputSamples * sizeof(float);
        return bytes > Math.Min(limits.MaxFrameBytes, int.MaxValue)
            ? new DicomError(DicomErrorCode.TooLarge, $"A decoded frame takes {bytes} bytes, the limit is {limits.MaxFrameBytes}.")
            : null;
    }

    private static DicomError Unsupported(string what) => new(DicomErrorCode.UnsupportedPixels, $"Pixels cannot be decoded: {what}.");
}
