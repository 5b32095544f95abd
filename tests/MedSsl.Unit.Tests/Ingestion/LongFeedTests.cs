using MedSsl.Contracts.Ingestion;
using MedSsl.Dicom;
using MedSsl.Ingestion;
using MedSsl.Ingestion.Instances;
using MedSsl.Ingestion.Series;
using MedSsl.Ingestion.Studies;
using MedSsl.Unit.Tests.Hosting;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace MedSsl.Unit.Tests.Ingestion;

/// <summary>A day's feed of a hospital, its clock moved by hand: what other services hear of it.</summary>
public sealed class LongFeedTests
{
    private const int Hours = 10;
    private const int StudiesPerHour = 6;
    private const int SeriesPerStudy = 2;
    private const int InstancesPerSeries = 5;

    private readonly FakeTimeProvider time = new(TimeProvider.System.GetUtcNow());

    [Fact]
    public async Task Feed_of_ten_hours_is_told_per_series_and_study_and_never_per_image()
    {
        await using var platform = await TestPlatform.PartsAsync(IngestionExtensions.Module, time: time);
        const int Studies = Hours * StudiesPerHour;
        for (var study = 0; study < Studies; study++)
        {
            foreach (var dicom in Study(study))
            {
                var outcome = await platform.Get<InstanceIngestor>().IngestAsync("north", dicom, CancellationToken.None);
                Assert.True(outcome.IsStored, outcome.Reason);
            }

            time.Advance(TimeSpan.FromHours(1) / StudiesPerHour);
            await platform.Get<IdleSeriesReconciler>().ReconcileAsync(CancellationToken.None);
            await platform.Get<IdleStudyReconciler>().ReconcileAsync(CancellationToken.None);
        }

        time.Advance(TimeSpan.FromHours(2));
        await platform.Get<IdleSeriesReconciler>().ReconcileAsync(CancellationToken.None);
        await platform.Get<IdleStudyReconciler>().ReconcileAsync(CancellationToken.None);

        Assert.Equal(Studies * SeriesPerStudy, platform.Published.Of<SeriesCompleted>().Count());
        Assert.Equal(Studies, platform.Published.Of<StudyCompleted>().Count());
        Assert.Equal(Studies * SeriesPerStudy * InstancesPerSeries, platform.Published.Of<SeriesCompleted>().Sum(told => told.InstanceCount));
        Assert.Equal(Studies * (SeriesPerStudy + 1), platform.Published.Of<object>().Count());
    }

    private static IEnumerable<byte[]> Study(int study) =>
        from series in Enumerable.Range(1, SeriesPerStudy)
        from instance in Enumerable.Range(1, InstancesPerSeries)
        select Dicom($"1.2.3.{study + 1}", series, instance);

    private static byte[] Dicom(string studyUid, int series, int instance)
    {
        Assert.True(DicomFile.TryParse(TestStudies.Dicom(instance, $"{studyUid}.{series}"), new DicomLimits(), out var dataset, out _));
        dataset.SetString(DicomTags.StudyInstanceUid, "UI", studyUid);
        return DicomWriter.Write(dataset);
    }
}
