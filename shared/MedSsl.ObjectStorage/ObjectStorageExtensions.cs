using MedSsl.ObjectStorage.FileSystem;
using Microsoft.Extensions.DependencyInjection;

namespace MedSsl.ObjectStorage;

/// <summary>Registration of the embedded object store.</summary>
public static class ObjectStorageExtensions
{
    /// <summary>Objects as files below <see cref="ObjectStorageOptions.Root"/>.</summary>
    public static IServiceCollection AddFileSystemObjectStore(this IServiceCollection services, ObjectStorageOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        return services.AddSingleton<IObjectStore>(_ => new FileSystemObjectStore(options.Root, options.Bucket));
    }
}
