using MedSsl.Contracts;
using MedSsl.Contracts.Documents;
using MedSsl.Contracts.Ingestion;
using MedSsl.Dicom;
using MedSsl.ObjectStorage;
using MedSsl.Shards;
using MedSsl.Unit.Tests.Dicom;

namespace MedSsl.Unit.Tests.Sharding.Labels;

/// <summary>Instances as ingestion stores them, for labels to be about.</summary>
internal static class StoredSeries
{
    public const int Columns = 6;
    public const int Rows = 4;

    public static async Task<ObjectRef> StoreAsync(IObjectStore store, string dataset, string series, string instance, int frames = 1)
    {
        var file = SecondaryCapture.Write(new SecondaryCaptureImage
        {
            PatientId = "p", StudyUid = "1", SeriesUid = series, SopInstanceUid = instance, Modality = "CT", Rows = Rows, Columns = Columns, PixelData = new byte[Rows * Columns],
        });
        if (frames > 1)
        {
            var dicom = Files.Parse(file);
            dicom.SetString(DicomTags.NumberOfFrames, "IS", $"{frames}");
            file = DicomWriter.Write(dicom);
        }

        return (await store.PutAsync(ObjectKeys.RawInstance(dataset, series, instance), new MemoryStream(file), "application/dicom", PutCondition.Overwrite, CancellationToken.None)).Object;
    }

    public static Task ManifestAsync(IObjectStore store, string dataset, string series, params (string Instance, ObjectRef File)[] instances) => store.PutJsonAsync(
        ObjectKeys.SeriesManifest(dataset, series),
        new SeriesManifest
        {
            Dataset = dataset, Modality = "CT", PatientId = "p", StudyUid = "1", SeriesUid = series,
            Instances = [.. instances.Select(one => new SeriesInstance { SopInstanceUid = one.Instance, InstanceNumber = 1, File = one.File })],
        },
        PutCondition.Overwrite, CancellationToken.None);

    /// <summary>A mask of the sample codec, or the head of a PNG file.</summary>
    public static async Task<ObjectRef> MaskAsync(IObjectStore store, int columns, int rows, bool png = false, string dataset = "north")
    {
        byte[] content = png
            ? [0x89, .. "PNG\r\n\x1a\n"u8, 0, 0, 0, 13, .. "IHDR"u8, 0, 0, 0, (byte)columns, 0, 0, 0, (byte)rows, 8, 0, 0, 0, 0]
            : SampleCodec.Encode(new ushort[columns * rows], columns, rows);
        var key = ObjectKeys.LabelMask(dataset, Sha256Digest.Of(content), png ? "png" : "img");
        return (await store.PutAsync(key, new MemoryStream(content), "image/png", PutCondition.Overwrite, CancellationToken.None)).Object;
    }

    public static LabelsSubmitted Submission(string id, params Annotation[] annotations) => new()
    {
        SubmissionId = id, Dataset = "north", Task = "nodule", Source = "reader-1", Labels = [], Annotations = annotations, SubmittedAt = DateTimeOffset.UnixEpoch,
    };

    public static Annotation Class(string? instance, string value = "1") => new() { Kind = "class", Value = value, SopInstanceUid = instance };
}
