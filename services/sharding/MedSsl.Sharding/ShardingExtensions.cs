using MassTransit;
using MedSsl.Hosting;
using MedSsl.Hosting.Reconciliation;
using MedSsl.Shards;
using MedSsl.Sharding.Definitions;
using MedSsl.Sharding.Labels;
using MedSsl.Sharding.Sealing;
using MedSsl.Sharding.Sealing.Membership;
using MedSsl.Sharding.Withdrawal;
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
        builder.Services.AddSingleton<StoredManifests>();
        builder.Services.AddSingleton<MembershipWriter>();
        builder.Services.AddSingleton<MembershipIndex>();
        builder.Services.AddSingleton<ShardBuilder>();
        builder.Services.AddSingleton<CatalogueBuilder>();
        builder.Services.AddSingleton<VersionBuilder>();
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
        builder.AddWithdrawal();
    }

    private static void AddWithdrawal(this IHostApplicationBuilder builder)
    {
        builder.AddValidatedOptions<WithdrawalOptions>(WithdrawalOptions.SectionName);
        builder.Services.AddShardCache(HostingOptions.CacheOf);
        builder.Services.AddSingleton<WithdrawalAcceptance>();
        builder.Services.AddSingleton<PatientShards>();
        builder.Services.AddSingleton<PatientSearch>();
        builder.Services.AddSingleton<ShardRewriter>();
        builder.Services.AddSingleton<DatasetReissue>();
        builder.Services.AddSingleton<PatientRemoval>();
        builder.Services.AddSingleton<WithdrawalStamps>();
        builder.Services.AddSingleton<ReportSigner>();
        builder.Services.AddSingleton<ReportWriter>();
        builder.Services.AddSingleton<WithdrawalExecution>();
        builder.Services.AddSingleton<WithdrawalWork>();
        builder.Services.AddHostedService(provider => provider.GetRequiredService<WithdrawalWork>());
        builder.Services.AddReconciler<WithdrawalReconciler>();
    }

    /// <summary>What the service listens to.</summary>
    public static void AddShardingConsumers(this IRegistrationConfigurator bus)
    {
        bus.AddConsumer<StageSeriesConsumer>();
        bus.AddConsumer<SealOnImportEndConsumer>();
        bus.AddConsumer<StoreLabelsConsumer>();
        bus.AddConsumer<DefineDatasetConsumer>();
        bus.AddConsumer<WithdrawPatientConsumer>();
    }
}
