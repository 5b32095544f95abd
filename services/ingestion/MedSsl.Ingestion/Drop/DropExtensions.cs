using MedSsl.Hosting;
using MedSsl.ObjectStorage;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace MedSsl.Ingestion.Drop;

internal static class DropExtensions
{
    /// <summary>The watched folder and the watched prefix; each does nothing where it is not named.</summary>
    public static void AddDrop(this IHostApplicationBuilder builder)
    {
        builder.AddValidatedOptions<DropOptions>(DropOptions.SectionName);
        RefuseOwnFolders(
            builder.Configuration.GetValidated<DropOptions>(DropOptions.SectionName),
            Path.GetFullPath(builder.Configuration.GetValidated<HostingOptions>(HostingOptions.SectionName).DataFolder),
            builder.Configuration.GetValidated<ObjectStorageOptions>(ObjectStorageOptions.SectionName).Root);
        DropMetrics.Initialize();
        builder.Services.AddHostedService<FolderDrop>();
        builder.Services.AddHostedService<ObjectDrop>();
    }

    /// <summary>What lies in the watched folder is deleted once it is stored: it must not be where the platform stores it.</summary>
    private static void RefuseOwnFolders(DropOptions options, params string[] own)
    {
        if (options.Folder.Length > 0 && own.FirstOrDefault(folder => folder.Length > 0 && (IsIn(folder, options.Folder) || IsIn(options.Folder, folder))) is { } found)
        {
            throw new OptionsValidationException(DropOptions.SectionName, typeof(DropOptions),
                [$"{DropOptions.SectionName}:Folder (environment MEDSSL_Ingestion__Drop__Folder): expected a folder apart from {found}, where the platform keeps its own files; found \"{options.Folder}\""]);
        }
    }

    private static bool IsIn(string inner, string outer)
    {
        var relative = Path.GetRelativePath(Path.GetFullPath(outer), Path.GetFullPath(inner));
        return relative == "." || !(relative == ".." || relative.StartsWith(".." + Path.DirectorySeparatorChar, StringComparison.Ordinal) || Path.IsPathRooted(relative));
    }
}
