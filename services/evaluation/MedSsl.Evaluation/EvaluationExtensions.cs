using MassTransit;
using MedSsl.Evaluation.Data;
using MedSsl.Evaluation.Execution;
using MedSsl.Evaluation.Models;
using MedSsl.Evaluation.Requests;
using MedSsl.Hosting;
using MedSsl.Hosting.Reconciliation;
using MedSsl.Shards;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace MedSsl.Evaluation;

/// <summary>Registered models are compared with random initialization on labelled tasks.</summary>
public static class EvaluationExtensions
{
    /// <summary>The service, for a host.</summary>
    public static ServiceModule Module { get; } = new("evaluation", builder => builder.AddEvaluation(), AddEvaluationConsumers, BenchmarkEndpoints.Map);

    /// <summary>Registers the service.</summary>
    public static void AddEvaluation(this IHostApplicationBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.AddValidatedOptions<EvaluationOptions>(EvaluationOptions.SectionName);
        builder.Services.AddShardCache(HostingOptions.CacheOf);
        builder.Services.AddSingleton<LabelledDatasets>();
        builder.Services.AddSingleton<RegisteredModels>();
        builder.Services.AddSingleton<BenchmarkAcceptance>();
        builder.Services.AddSingleton<BenchmarkExecution>();
        builder.Services.AddSingleton<BenchmarkWork>();
        builder.Services.AddHostedService(provider => provider.GetRequiredService<BenchmarkWork>());
        builder.Services.AddReconciler<LostBenchmarkReconciler>();
    }

    /// <summary>What the service listens to.</summary>
    public static void AddEvaluationConsumers(this IRegistrationConfigurator bus)
    {
        ArgumentNullException.ThrowIfNull(bus);
        bus.AddConsumer<AcceptBenchmarkConsumer>();
    }
}
