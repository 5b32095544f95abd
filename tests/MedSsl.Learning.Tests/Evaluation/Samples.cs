using MedSsl.Contracts.Ingestion;
using MedSsl.Evaluation.Data;
using MedSsl.Shards;

namespace MedSsl.Learning.Tests.Evaluation;

internal static class Samples
{
    public static LabelledSample Labelled(int number, string patient, string label, string? hint = null) =>
        new(Metadata(number, patient), label, hint);

    public static SampleMetadata Metadata(int number, string patient, int width = 8, int height = 8) => new()
    {
        Key = SampleKey.Of($"1.2.{number}", 0),
        Modality = "CR",
        PatientId = patient,
        StudyUid = $"1.3.{number}",
        SeriesUid = $"1.4.{number}",
        SopInstanceUid = $"1.2.{number}",
        Frame = 0,
        InstanceNumber = 1,
        Width = width,
        Height = height,
        ValueScale = 1.0 / 65535,
        ValueOffset = 0,
        ReferenceVersion = "1",
        Energies = [1],
    };

    public static LabelsSubmitted Submission(string id, int minute, params (string Uid, string Value)[] labels) => new()
    {
        SubmissionId = id,
        Dataset = "data",
        Task = "task",
        Source = "reader",
        SubmittedAt = new DateTimeOffset(2026, 1, 1, 0, minute, 0, TimeSpan.Zero),
        Labels = [.. labels.Select(label => new InstanceLabel { SopInstanceUid = label.Uid, Value = label.Value })],
    };
}
