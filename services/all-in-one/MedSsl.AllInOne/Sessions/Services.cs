using MedSsl.Dashboard;
using MedSsl.Evaluation;
using MedSsl.Hosting;
using MedSsl.Ingestion;
using MedSsl.Normalization;
using MedSsl.Registry;
using MedSsl.Sharding;
using MedSsl.Training;

namespace MedSsl.AllInOne.Sessions;

/// <summary>Every service of the platform, in the order of the data's way.</summary>
internal static class Services
{
    public static readonly ServiceModule[] All =
    [
        IngestionExtensions.Module,
        NormalizationExtensions.Module,
        ShardingExtensions.Module,
        TrainingExtensions.Module,
        RegistryExtensions.Module,
        EvaluationExtensions.Module,
        DashboardExtensions.Module,
    ];
}
