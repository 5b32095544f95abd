using Microsoft.Extensions.DependencyInjection;

namespace MedSsl.ObjectStorage.Minio;

/// <summary>Registration of the S3 object store.</summary>
public static class S3Extensions
{
    /// <summary>Objects on the S3 server that the options name.</summary>
    public static IServiceCollection AddS3ObjectStore(this IServiceCollection services, ObjectStorageOptions options) =>
        services.AddSingleton<IObjectStore>(provider => new S3ObjectStore(options, provider.GetService<TimeProvider>() ?? TimeProvider.System));
}
