using MassTransit;
using MedSsl.Hosting;
using MedSsl.Hosting.Reconciliation;
using MedSsl.Sharding.Definitions;
using MedSsl.Sharding.Labels;
using MedSsl.Sharding.Sealing;
using MedSsl.Sharding.Sealing.Membership;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace MedSsl.Sharding;

/// <summary>Normalized series become shards, shards become dataset versions.</summary>
public static class ShardingExtensions
{
    /// <summary>The service, for a host.</summary>
    public static ServiceModule Module { get; } = new("sharding", builder => builder.AddSharding(), AddShardingConsumers);

    /// <summary>Registers the service.</summary>
    public static void AddSharding(this IHostApplicationBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.AddValidatedOptions<ShardingOptions>(ShardingOptions.SectionName);
        builder.Services.AddSingleton<DatasetCatalogue>();
        builder.Services.AddSingleton<MembershipWriter>();
        builder.Services.AddSingleton<MembershipIndex>();
        builder.Services.AddSingleton<ShardBuilder>();
        builder.Services.AddSingleton<CatalogueBuilder>();
        builder.Services.AddSingleton<SharedShards>();
        builder.Services.AddSingleton<PendingImports>();
        builder.Services.AddSingleton<DatasetPublisher>();
        builder.Services.AddSingleton<MaskObjects>();
        builder.Services.AddSingleton<LabelAcceptance>();
        builder.Services.AddSingleton<LabelTables>();
        builder.Services.AddSingleton<DefinitionAcceptance>();
        builder.Services.AddSingleton<DefinedShards>();
        builder.Services.AddSingleton<DefinitionExecution>();
        builder.Services.AddSingleton<DefinitionWork>();
        builder.Services.AddHostedService(provider => provider.GetRequiredService<DefinitionWork>());
        builder.Services.AddReconciler<DatasetReconciler>();
        builder.Services.AddReconciler<LostNormalizationReconciler>();
        builder.Services.AddReconciler<OrphanReconciler>();
    }

    /// <summary>What the service listens to.</summary>
    public static void AddShardingConsumers(this IRegistrationConfigurator bus)
    {
        bus.AddConsumer<StageSeriesConsumer>();
        bus.AddConsumer<SealOnImportEndConsumer>();
        bus.AddConsumer<StoreLabelsConsumer>();
        bus.AddConsumer<DefineDatasetConsumer>();
    }
}
