using MassTransit;
using MedSsl.Dicom;
using MedSsl.Dicom.Codecs;
using MedSsl.Hosting;
using MedSsl.Hosting.Reconciliation;
using MedSsl.Ingestion.Audit;
using MedSsl.Ingestion.Drop;
using MedSsl.Ingestion.Imports;
using MedSsl.Ingestion.Instances;
using MedSsl.Ingestion.Network;
using MedSsl.Ingestion.Network.Commitments;
using MedSsl.Ingestion.Network.Spool;
using MedSsl.Ingestion.Quarantine;
using MedSsl.Ingestion.Series;
using MedSsl.Ingestion.Studies;
using MedSsl.Ingestion.Web;
using MedSsl.ObjectStorage;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace MedSsl.Ingestion;

/// <summary>Images come in: parsed, de-identified, stored, grouped into series.</summary>
public static class IngestionExtensions
{
    /// <summary>The service, for a host.</summary>
    public static ServiceModule Module { get; } = new("ingestion", builder => builder.AddIngestion(), AddIngestionConsumers, endpoints =>
    {
        QuarantineEndpoints.Map(endpoints);
        StowEndpoints.Map(endpoints);
    });

    /// <summary>Registers the service.</summary>
    public static void AddIngestion(this IHostApplicationBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.AddValidatedOptions<IngestionOptions>(IngestionOptions.SectionName);
        builder.AddValidatedOptions<DeIdentificationOptions>(DeIdentificationOptions.SectionName);
        var deIdentification = builder.Configuration.GetValidated<DeIdentificationOptions>(DeIdentificationOptions.SectionName);
        var hosting = builder.Configuration.GetValidated<HostingOptions>(HostingOptions.SectionName);
        var siteKeys = SiteKey.Load(
            builder.Configuration.GetValidated<IngestionOptions>(IngestionOptions.SectionName),
            builder.Configuration.GetValidated<ObjectStorageOptions>(ObjectStorageOptions.SectionName),
            hosting.SpoolFolder);

        builder.AddAuditTrail(siteKeys[0].Secret);
        builder.AddValidatedOptions<CodecOptions>(CodecOptions.SectionName);
        builder.Services.TryAddSingleton<IFrameDecoder>(provider => new CodecWorkerPool(
            provider.GetRequiredService<IOptions<CodecOptions>>().Value, provider.GetRequiredService<TimeProvider>()));
        builder.Services.AddSingleton(new DeIdentifier(siteKeys[^1].Secret, deIdentification.ToProfile(), siteKeys[^1].Id));
        builder.Services.AddSingleton(provider => deIdentification.CreatePixelCleaner(provider.GetRequiredService<IFrameDecoder>()));
        builder.Services.AddSingleton(provider => new QuarantineStore(
            provider.GetRequiredService<IObjectStore>(), provider.GetRequiredService<IBus>(), siteKeys[0].Secret, provider.GetRequiredService<TimeProvider>()));
        builder.Services.AddSingleton<OpenSeriesMarkers>();
        builder.Services.AddSingleton<KnownInstances>();
        builder.Services.AddReconciler<KnownInstancesReconciler>();
        builder.Services.AddSingleton<InstanceConflicts>();
        builder.Services.AddSingleton<WithdrawnPatientRefusal>();
        builder.Services.AddSingleton<InstanceIngestor>();
        builder.Services.AddSingleton(provider => new QuarantineRelease(provider.GetRequiredService<QuarantineStore>(), provider.GetRequiredService<InstanceIngestor>()));
        builder.Services.AddSingleton(provider => new QuarantineExport(
            provider.GetRequiredService<QuarantineStore>(), provider.GetRequiredService<DeIdentifier>(), provider.GetRequiredService<AuditTrail>(),
            provider.GetRequiredService<AuditPlace>(), provider.GetRequiredService<IOptions<AuditOptions>>(), provider.GetRequiredService<TimeProvider>()));
        builder.Services.AddReconciler<QuarantineRetention>();
        builder.Services.AddSingleton<SeriesCloser>();
        builder.AddCompleteness();
        builder.Services.AddSingleton<ImportRunner>();
        builder.Services.AddSingleton(provider => new ImportQueue(
            provider.GetRequiredService<ImportRunner>(), provider.GetRequiredService<IOptions<HostingOptions>>(), provider.GetRequiredService<ILogger<ImportQueue>>()));
        builder.Services.AddHostedService(provider => provider.GetRequiredService<ImportQueue>());
        builder.AddDicomDoor();
        builder.AddDrop();
    }

    /// <summary>What finds out that a series or a study is complete.</summary>
    private static void AddCompleteness(this IHostApplicationBuilder builder)
    {
        builder.Services.AddSingleton<SourceTimes>();
        builder.Services.AddSingleton<DueSeriesCloser>();
        builder.Services.AddReconciler<IdleSeriesReconciler>();
        builder.Services.AddHostedService<CountedSeriesCloser>();
        builder.Services.AddSingleton<StudyCloser>();
        builder.Services.AddReconciler<IdleStudyReconciler>();
    }

    /// <summary>The DICOM port and what stands behind it: the spool is opened, and forwarded from, before anyone can send.</summary>
    private static void AddDicomDoor(this IHostApplicationBuilder builder)
    {
        builder.AddValidatedOptions<DicomOptions>(DicomOptions.SectionName);
        DicomMetrics.Initialize();
        builder.Services.AddSingleton(provider => new DicomSettings(builder.Configuration, provider.GetRequiredService<ILogger<DicomSettings>>()));
        builder.Services.AddSingleton<ObjectSpool>();
        builder.Services.AddSingleton<ReceivedJournal>();
        builder.Services.AddSingleton<CommitmentDesk>();
        builder.AddValidatedOptions<DicomWebOptions>(DicomWebOptions.SectionName);
        builder.Services.AddSingleton<StowStore>();
        builder.Services.AddSingleton<DicomHandler>();
        builder.Services.AddSingleton<DicomListener>();
        builder.Services.AddHostedService<SpoolForwarder>();
        builder.Services.AddHostedService(provider => provider.GetRequiredService<CommitmentDesk>());
        builder.Services.AddHostedService(provider => provider.GetRequiredService<DicomListener>());
    }

    /// <summary>Ingestion listens to nobody on the bus: its inputs are files.</summary>
    public static void AddIngestionConsumers(this IRegistrationConfigurator bus) => ArgumentNullException.ThrowIfNull(bus);
}
