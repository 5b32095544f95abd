using MassTransit;
using MedSsl.Dicom;
using MedSsl.Dicom.Codecs;
using MedSsl.Hosting;
using MedSsl.Hosting.Reconciliation;
using MedSsl.Normalization.Drift;
using MedSsl.Normalization.References;
using MedSsl.Normalization.Renormalization;
using MedSsl.Normalization.Series;
using MedSsl.Normalization.Volumes;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace MedSsl.Normalization;

/// <summary>Series become normalized samples; references are fitted and published.</summary>
public static class NormalizationExtensions
{
    /// <summary>The service, for a host.</summary>
    public static ServiceModule Module { get; } = new("normalization", builder => builder.AddNormalization(), AddNormalizationConsumers);

    /// <summary>Registers the service.</summary>
    public static void AddNormalization(this IHostApplicationBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.AddValidatedOptions<NormalizationOptions>(NormalizationOptions.SectionName);
        builder.AddValidatedOptions<CodecOptions>(CodecOptions.SectionName);
        builder.Services.TryAddSingleton<IFrameDecoder>(provider => new CodecWorkerPool(
            provider.GetRequiredService<IOptions<CodecOptions>>().Value, provider.GetRequiredService<TimeProvider>()));
        builder.Services.AddSingleton<InstanceReader>();
        builder.Services.AddSingleton<SeriesDecoder>();
        builder.Services.AddSingleton<ReferenceStore>();
        builder.Services.AddSingleton<ReferencePins>();
        builder.Services.AddSingleton<ReferenceGroups>();
        builder.Services.AddSingleton<DatasetEnergies>();
        builder.Services.AddSingleton<FitAcceptance>();
        builder.Services.AddSingleton<RenormalizationAcceptance>();
        builder.Services.AddSingleton<CurrentManifests>();
        builder.Services.AddSingleton<VolumeBuilder>();
        builder.Services.AddSingleton<SeriesRecords>();
        builder.Services.AddSingleton<SeriesNormalizer>();
        builder.Services.AddReconciler<ReferenceReconciler>();
        builder.Services.AddReconciler<FitReconciler>();
        builder.Services.AddReconciler<RenormalizationReconciler>();
        builder.Services.AddReconciler<DriftReconciler>();
        builder.Services.AddReconciler<LostSeriesReconciler>();
    }

    /// <summary>What the service listens to.</summary>
    public static void AddNormalizationConsumers(this IRegistrationConfigurator bus)
    {
        bus.AddConsumer<NormalizeSeriesConsumer, NormalizeSeriesConsumer.Definition>();
        bus.AddConsumer<FitOnImportEndConsumer>();
        bus.AddConsumer<FitReferenceConsumer>();
        bus.AddConsumer<RenormalizeDatasetConsumer>();
    }
}
