using Microsoft.Extensions.DependencyInjection;

namespace MedSsl.Hosting.Reconciliation;

/// <summary>Registration of reconcilers.</summary>
public static class ReconcilerExtensions
{
    /// <summary>Registers a reconciler, its signal and its loop.</summary>
    public static IServiceCollection AddReconciler<T>(this IServiceCollection services)
        where T : class, IReconciler
    {
        services.AddSingleton<T>();
        services.AddSingleton<IReconciler>(provider => provider.GetRequiredService<T>());
        services.AddSingleton<ReconcileSignal<T>>();
        services.AddHostedService<ReconcileLoop<T>>();
        return services;
    }
}
