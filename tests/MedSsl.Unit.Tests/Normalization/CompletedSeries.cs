using MedSsl.Contracts;
using MedSsl.Contracts.Documents;
using MedSsl.Contracts.Ingestion;
using MedSsl.Dicom;
using MedSsl.ObjectStorage;
using MedSsl.Unit.Tests.Ingestion;

namespace MedSsl.Unit.Tests.Normalization;

/// <summary>What ingestion leaves in the store: instances, manifests, ended imports.</summary>
internal sealed class CompletedSeries(IObjectStore store)
{
    public static byte[] NoDicom => [1, 2, 3];

    /// <summary>The same file, as a scanner of this make writes it.</summary>
    public static byte[] OfScanner(byte[] file, string manufacturer, string model)
    {
        var dataset = Parse(file);
        dataset.SetString(DicomTags.Manufacturer, "LO", manufacturer);
        dataset.SetString(new DicomTag(0x0008, 0x1090), "LO", model);
        return DicomWriter.Write(dataset);
    }

    /// <summary>Frames that differ: the pixels of different phantoms one behind another.</summary>
    public static byte[] MultiFrame(int frames)
    {
        var parts = Enumerable.Range(1, frames).Select(frame => Parse(TestStudies.Dicom(content: frame))).ToList();
        var whole = parts[0];
        whole.SetString(DicomTags.NumberOfFrames, "IS", $"{frames}");
        whole.SetBytes(DicomTags.PixelData, "OW", parts.SelectMany(part => part.TryGet(DicomTags.PixelData, out var pixels) ? pixels.Value.ToArray() : []).ToArray());
        return DicomWriter.Write(whole);
    }

    public Task<SeriesCompleted> AddAsync(string uid, params byte[][] files) => AddAsync(uid, "CR", files);

    public async Task<SeriesCompleted> AddAsync(string uid, string modality, params byte[][] files)
    {
        var instances = new List<SeriesInstance>();
        foreach (var (index, file) in files.Index())
        {
            using var content = new MemoryStream(file);
            var put = await store.PutAsync(ObjectKeys.RawInstance("north", uid, $"{uid}.{index}"), content, "application/dicom", PutCondition.Overwrite, CancellationToken.None);
            instances.Add(new SeriesInstance { SopInstanceUid = $"{uid}.{index}", InstanceNumber = index, File = put.Object });
        }

        var manifest = new SeriesManifest { Dataset = "north", Modality = modality, PatientId = "P1", StudyUid = "1.0", SeriesUid = uid, Instances = instances };
        var stored = await store.PutJsonAsync(ObjectKeys.SeriesManifest("north", uid), manifest, PutCondition.Overwrite, CancellationToken.None);
        return new SeriesCompleted
        {
            Dataset = "north",
            Modality = modality,
            SeriesUid = uid,
            InstanceCount = instances.Count,
            Manifest = stored.Object,
            CompletedAt = DateTimeOffset.UnixEpoch,
        };
    }

    public Task EndImportAsync(string id, params string[] series) => store.PutJsonAsync(
        ObjectKeys.Import("north", id),
        new ImportRecord { ImportId = id, Dataset = "north", SeriesUids = series, InstanceCount = 0, Rejected = new Dictionary<string, int>(), CompletedAt = DateTimeOffset.UnixEpoch },
        PutCondition.Overwrite, CancellationToken.None);

    private static DicomDataset Parse(byte[] file) => DicomFile.TryParse(file, new DicomLimits(), out var dataset, out var error) ? dataset : throw new InvalidDataException(error.Message);
}
