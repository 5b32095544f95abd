using System.Diagnostics.CodeAnalysis;
using MedSsl.Dicom.Privacy;
using MedSsl.Dicom.Privacy.Pixels;

namespace MedSsl.Dicom;

/// <summary>
/// Text in pixels (PS3.15 section E.3.1, Clean Pixel Data Option): regions are blanked where a rule or the ultrasound regions tell them, and images of kinds
/// that often hold text are refused where nothing tells. Pixels are not searched for text. Safe for use from several threads.
/// </summary>
/// <param name="policy">What is done.</param>
/// <param name="rules">What is known; the first rule that fits decides.</param>
/// <param name="decoder">Decodes the JPEG family; without one, images of it that have to be changed are refused.</param>
/// <param name="limits">What an image may cost; null for the defaults.</param>
public sealed class PixelCleaner(BurnedInPolicy policy, BurnedInRules rules, IFrameDecoder? decoder, DicomLimits? limits = null)
{
    private const string Remedy = "Look at such images (`medssl deid preview FILE`) and write a rule for them: rectangles, or none where they hold no text";
    private readonly DicomLimits _limits = limits ?? new DicomLimits();

    /// <summary>What is to be done about an image; decodes nothing.</summary>
    /// <param name="dataset">The image as it came, before attributes are removed.</param>
    public BurnedInVerdict Assess(DicomDataset dataset)
    {
        ArgumentNullException.ThrowIfNull(dataset);
        var declared = dataset.GetString(DicomTags.BurnedInAnnotation)?.ToUpperInvariant();
        if (policy == BurnedInPolicy.Trust)
        {
            return declared == "YES" ? Unsure("Burned In Annotation (0028,0301) is YES") : BurnedInVerdict.Unsuspicious("what images say");
        }

        var verdict = rules.For(dataset) is { } rule ? ByRule(rule, dataset) : WithoutRule(dataset, declared);
        return policy == BurnedInPolicy.Refuse && verdict.Mask is { } mask
            ? BurnedInVerdict.Refuse(verdict.Source, $"{mask.Count} pixels would have to be blanked ({verdict.Source}), and Ingestion:DeIdentification:BurnedIn=refuse changes none.")
            : verdict;
    }

    /// <summary>Blanks what is to be blanked, in a data set that was made from the source, and records it there.</summary>
    /// <param name="source">The image as it came.</param>
    /// <param name="result">The de-identified image, which has the pixels of the source; unchanged where it is refused.</param>
    /// <param name="error">Why it is refused.</param>
    public bool TryClean(DicomDataset source, DicomDataset result, [NotNullWhen(false)] out DicomError? error)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(result);
        var verdict = Assess(source);
        error = verdict.Refusal is { } refusal ? new DicomError(DicomErrorCode.BurnedInAnnotation, refusal) : null;
        if (error is null && verdict.Mask is { } mask)
        {
            if (NativeCells.Of(source, _limits, decoder, out error) is not { } cells)
            {
                error ??= new DicomError(DicomErrorCode.UnsupportedPixels, "Text in its pixels has to be removed, and they cannot be decoded.");
                return false;
            }

            Blanking.Apply(cells, mask, source);
            Store(cells, source, result);
        }

        if (error is null && verdict.IsVouchedFor)
        {
            DeIdentificationRecord.AddCleanPixels(result, verdict.Source);
        }

        return error is null;
    }

    private static BurnedInVerdict ByRule(RegionRule rule, DicomDataset dataset)
    {
        var (rows, columns) = Size(dataset);
        switch (rule.Action)
        {
            case RegionAction.None:
                return BurnedInVerdict.KnownClean(rule.Name);
            case RegionAction.Refuse:
                return BurnedInVerdict.Refuse(rule.Name, $"{rule.Name} refuses images of this kind: text in their pixels cannot be told apart.");
            case RegionAction.Regions:
                return UltrasoundRegions.Outside(dataset, rows, columns, out var problem) is { } outside
                    ? BurnedInVerdict.Blank(rule.Name, outside)
                    : BurnedInVerdict.Refuse(rule.Name, $"{rule.Name} asks for the ultrasound regions, and {problem}. {Remedy}.");
            default:
                var parts = rule.Parts.Select(part => part.In(rows, columns)).ToList();
                return parts.FindIndex(part => PixelMask.Inside([part], rows, columns).Count == 0) is >= 0 and var lost
                    ? BurnedInVerdict.Refuse(rule.Name, $"{rule.Name} blanks a rectangle (number {lost + 1}) that lies outside of the {rows} x {columns} pixels: give the rule rows and columns, or mend it.")
                    : BurnedInVerdict.Blank(rule.Name, PixelMask.Inside(parts, rows, columns));
        }
    }

    private static BurnedInVerdict WithoutRule(DicomDataset dataset, string? declared)
    {
        if (declared == "YES")
        {
            return Unsure("Burned In Annotation (0028,0301) is YES, and no rule says where the text is");
        }

        if (Suspicion.OfScreens(dataset) is { } screen)
        {
            return Unsure(screen);
        }

        if (Suspicion.IsUltrasound(dataset))
        {
            var (rows, columns) = Size(dataset);
            return UltrasoundRegions.Outside(dataset, rows, columns, out var problem) is { } outside ? BurnedInVerdict.Blank("ultrasound regions", outside)
                : declared == "NO" ? BurnedInVerdict.Unsuspicious("what the image says")
                : Unsure($"it is an ultrasound image without a rule, and {problem}");
        }

        return declared == "NO" || Suspicion.Of(dataset) is not { } reason ? BurnedInVerdict.Unsuspicious(declared == "NO" ? "what the image says" : "kind of image") : Unsure(reason);
    }

    private static BurnedInVerdict Unsure(string why) => BurnedInVerdict.Refuse("no rule", $"The pixels may hold text about the patient: {why}. {Remedy}.");

    private static (int Rows, int Columns) Size(DicomDataset dataset) =>
        (Math.Clamp(dataset.GetInt32(DicomTags.Rows) ?? 0, 0, ushort.MaxValue), Math.Clamp(dataset.GetInt32(DicomTags.Columns) ?? 0, 0, ushort.MaxValue));

    private void Store(NativeCells cells, DicomDataset source, DicomDataset result)
    {
        var wasEncapsulated = source.TryGet(DicomTags.PixelData, out var pixels) && pixels.Fragments is not null;
        if (wasEncapsulated)
        {
            // The transfer syntax no longer tells of a loss.
            if (PixelDecoder.TryOpen(source, _limits, decoder, out var opened, out _) && opened.IsLossy)
            {
                result.SetString(DicomTags.LossyImageCompression, "CS", "01");
            }

            result.TransferSyntaxUid = TransferSyntaxes.ExplicitVrLittleEndian;
            result.SetString(DicomTags.PhotometricInterpretation, "CS", cells.Layout.Photometric);
            if (cells.Layout.Samples > 1)
            {
                result.SetUInt16(DicomTags.PlanarConfiguration, 0);
            }
        }

        result.Remove(DicomTags.SmallestImagePixelValue); // may have been values of the text
        result.Remove(DicomTags.LargestImagePixelValue);
        result.SetBytes(DicomTags.PixelData, wasEncapsulated || pixels is null ? cells.Layout.BitsAllocated > 8 ? "OW" : "OB" : pixels.Vr, cells.Data);
    }
}
