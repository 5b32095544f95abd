using MassTransit;
using MedSsl.Hosting;
using MedSsl.Shards;
using MedSsl.Training.Control;
using MedSsl.Training.Requests;
using MedSsl.Training.Runs;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace MedSsl.Training;

/// <summary>Datasets become backbones.</summary>
public static class TrainingExtensions
{
    /// <summary>The service, for a host.</summary>
    public static ServiceModule Module { get; } = new("training", builder => builder.AddTraining(), AddTrainingConsumers);

    /// <summary>Registers the service.</summary>
    public static void AddTraining(this IHostApplicationBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.AddValidatedOptions<TrainingOptions>(TrainingOptions.SectionName);
        builder.Services.AddShardCache(HostingOptions.CacheOf);
        builder.Services.AddSingleton<StartingWeights>();
        builder.Services.AddSingleton<TrainingRules>();
        builder.Services.AddSingleton<TrainingRequests>();
        builder.Services.AddSingleton<RunControls>();
        builder.Services.AddSingleton<RunStore>();
        builder.Services.AddSingleton<RunCheckpoints>();
        builder.Services.AddSingleton<RunRecovery>();
        builder.Services.AddSingleton<TrainingWork>();
        builder.Services.AddHostedService(provider => provider.GetRequiredService<TrainingWork>());
    }

    /// <summary>What the service listens to.</summary>
    public static void AddTrainingConsumers(this IRegistrationConfigurator bus)
    {
        bus.AddConsumer<AcceptTrainingConsumer>();
        bus.AddConsumer<ControlTrainingConsumer>();
    }
}
