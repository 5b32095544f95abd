namespace MedSsl.ObjectStorage;

/// <summary>
/// Every key pattern of the platform. The object store is the only truth, so this file is the map of the platform's state
/// (docs/architecture.md, "State and who owns it").
/// </summary>
public static class ObjectKeys
{
    private static readonly string[] OwnRoots = ["raw", "series", "studies", "imports", "audit", "quarantine", "references", "pending", "normalized", "datasets", "shards", "runs", "models", "reports", "withdrawals", "weights"];

    /// <summary>Whether a key or prefix reaches into what this file names: nothing else may be kept there.</summary>
    public static bool IsOwn(string key)
    {
        ArgumentNullException.ThrowIfNull(key);
        return OwnRoots.Contains(key.Split('/')[0], StringComparer.Ordinal);
    }

    // Ingestion ------------------------------------------------------------------------------------------------------

    /// <summary>A de-identified instance.</summary>
    public static string RawInstance(string dataset, string seriesUid, string sopInstanceUid) =>
        $"{RawSeriesPrefix(dataset, seriesUid)}{sopInstanceUid}.dcm";

    /// <summary>All instances of a series in a dataset.</summary>
    public static string RawSeriesPrefix(string dataset, string seriesUid) => $"{RawPrefix(dataset)}{seriesUid}/";

    /// <summary>All instances of a dataset.</summary>
    public static string RawPrefix(string dataset) => $"raw/{dataset}/";

    /// <summary>
    /// Marks a series as open: instances arrived after its last manifest. Every opening has its own marker, so that closing a series
    /// cannot remove the marker of an instance that arrives meanwhile.
    /// </summary>
    public static string OpenSeries(string dataset, string seriesUid, string opening) => $"{OpenSeriesPrefix}{dataset}/{seriesUid}/{opening}";

    /// <summary>All open series.</summary>
    public const string OpenSeriesPrefix = "series/open/";

    /// <summary>The manifest of a series in a dataset.</summary>
    public static string SeriesManifest(string dataset, string seriesUid) => $"{SeriesManifestPrefix}{dataset}/{seriesUid}.json";

    /// <summary>All series manifests.</summary>
    public const string SeriesManifestPrefix = "series/complete/";

    /// <summary>
    /// Marks a study as open: a series of it was opened after its last manifest. It has the name of that opening, so that closing the study cannot remove
    /// the mark of a series that comes meanwhile.
    /// </summary>
    public static string OpenStudy(string dataset, string studyUid, string seriesUid, string opening) => $"{OpenStudyPrefixOf(dataset, studyUid)}{seriesUid}/{opening}";

    /// <summary>All that is kept of studies.</summary>
    public const string StudyPrefix = "studies/";

    /// <summary>What opened a study.</summary>
    public static string OpenStudyPrefixOf(string dataset, string studyUid) => $"{OpenStudyPrefix}{dataset}/{studyUid}/";

    /// <summary>All open studies.</summary>
    public const string OpenStudyPrefix = "studies/open/";

    /// <summary>The manifest of a study in a dataset.</summary>
    public static string StudyManifest(string dataset, string studyUid) => $"studies/complete/{dataset}/{studyUid}.json";

    /// <summary>Says that a complete study is of a patient.</summary>
    public static string StudyOfPatient(string dataset, string patient, string studyUid) => $"{StudiesOfPatient(dataset, patient)}{studyUid}";

    /// <summary>The complete studies of a patient in a dataset.</summary>
    public static string StudiesOfPatient(string dataset, string patient) => $"{StudyOfPatientPrefix}{dataset}/{patient}/";

    /// <summary>The complete studies of all patients.</summary>
    public const string StudyOfPatientPrefix = "studies/patients/";

    /// <summary>Says that a refused input is of a study.</summary>
    public static string StudyRefusal(string dataset, string studyUid, string sha256) => $"{StudyRefusals(dataset, studyUid)}{sha256}";

    /// <summary>The refused inputs of a study.</summary>
    public static string StudyRefusals(string dataset, string studyUid) => $"studies/refused/{dataset}/{studyUid}/";

    /// <summary>The record of an import that ended.</summary>
    public static string Import(string dataset, string importId) => $"{ImportPrefix}{dataset}/{importId}.json";

    /// <summary>All ended imports.</summary>
    public const string ImportPrefix = "imports/";

    /// <summary>A refused input, sealed with the site key.</summary>
    public static string Quarantined(string sha256) => $"quarantine/{sha256}.sealed";

    /// <summary>Why an input was refused.</summary>
    public static string QuarantineReason(string sha256) => $"{QuarantinePrefix}{sha256}.json";

    /// <summary>The quarantine.</summary>
    public const string QuarantinePrefix = "quarantine/";

    /// <summary>How long a chain of the audit trail was.</summary>
    public static string AuditHead(string chain) => $"{AuditHeadPrefix}{chain}.json";

    /// <summary>All heads of chains.</summary>
    public const string AuditHeadPrefix = "audit/heads/";

    // Normalization --------------------------------------------------------------------------------------------------

    /// <summary>Reference energies of a group: a modality, or a body part or scanner of it (<c>CR</c>, <c>CR.CHEST</c>).</summary>
    public static string Reference(string group, string version) => $"{ReferencePrefix}{group}/{version}.json";

    /// <summary>The group in the key of a reference.</summary>
    public static string GroupOfReference(string key)
    {
        ArgumentNullException.ThrowIfNull(key);
        return key.Split('/')[1];
    }

    /// <summary>All references.</summary>
    public const string ReferencePrefix = "references/";

    /// <summary>Marks the fitting of a version as unfinished, and says what was asked for.</summary>
    public static string FitPending(string version) => $"{FitPendingPrefix}{version}.json";

    /// <summary>All unfinished fittings.</summary>
    public const string FitPendingPrefix = "pending/references/";

    /// <summary>The version that a dataset is normalized to.</summary>
    public static string ReferencePin(string dataset) => $"normalized/pins/{dataset}.json";

    /// <summary>Marks the renormalization into a dataset as unfinished, and says what was asked for.</summary>
    public static string RenormalizationPending(string targetDataset) => $"{RenormalizationPendingPrefix}{targetDataset}.json";

    /// <summary>All unfinished renormalizations.</summary>
    public const string RenormalizationPendingPrefix = "pending/renormalizations/";

    /// <summary>Energies of the images of a normalized series, by reference group and scanner.</summary>
    public static string SeriesEnergies(string dataset, string group, string scanner, string seriesUid) =>
        $"{SeriesEnergiesPrefixOf(dataset)}{group}/{scanner}/{seriesUid}.json";

    /// <summary>Energies of all series of a dataset.</summary>
    public static string SeriesEnergiesPrefixOf(string dataset) => $"{SeriesEnergiesPrefix}{dataset}/";

    /// <summary>Energies of all series.</summary>
    public const string SeriesEnergiesPrefix = "normalized/energies/";

    /// <summary>Says that the drift of a scanner was told of and is not over.</summary>
    public static string Drift(string group, string scanner) => $"normalized/drift/{group}/{scanner}.json";

    /// <summary>Energies of the images of a series, measured while its modality had no reference yet.</summary>
    public static string MeasuredSeries(string group, string dataset, string seriesUid) =>
        $"{MeasuredPrefix(group)}{dataset}/{seriesUid}.json";

    /// <summary>All measured series of a reference group.</summary>
    public static string MeasuredPrefix(string group) => $"{MeasuredPrefixAll}{group}/";

    /// <summary>All measured series.</summary>
    public const string MeasuredPrefixAll = "normalized/measured/";

    /// <summary>The normalized images of a series: a small shard.</summary>
    public static string NormalizedBundle(string reference, string modality, string seriesUid, string contentSha256) =>
        $"{NormalizedBundlePrefix}{reference}/{modality}/{seriesUid}/{contentSha256}.tar";

    /// <summary>The normalized images of all series.</summary>
    public const string NormalizedBundlePrefix = "normalized/bundles/";

    /// <summary>What normalization made of a series in a dataset.</summary>
    public static string NormalizationRecord(string dataset, string seriesUid) => $"{NormalizationRecordPrefixOf(dataset)}{seriesUid}.json";

    /// <summary>All normalization records of a dataset.</summary>
    public static string NormalizationRecordPrefixOf(string dataset) => $"{NormalizationRecordPrefix}{dataset}/";

    /// <summary>All normalization records.</summary>
    public const string NormalizationRecordPrefix = "normalized/records/";

    // Sharding -------------------------------------------------------------------------------------------------------

    /// <summary>A shard.</summary>
    public static string Shard(string shardId) => $"{ShardPrefix}{shardId}.tar";

    /// <summary>The manifest of a shard.</summary>
    public static string ShardManifest(string shardId) => $"{ShardPrefix}{shardId}.json";

    /// <summary>What became of a shard that samples of a withdrawn patient were taken out of.</summary>
    public static string ShardRewrite(string shardId) => $"{ShardRewritePrefix}{shardId}.json";

    /// <summary>All shards that were rewritten.</summary>
    public const string ShardRewritePrefix = "shards/rewritten/";

    /// <summary>All shards, their manifests and rewritings.</summary>
    public const string ShardPrefix = "shards/";

    /// <summary>A series waiting to be sealed into a shard of a dataset.</summary>
    public static string StagedSeries(string dataset, string seriesUid) => $"{StagedPrefix(dataset)}{seriesUid}.json";

    /// <summary>All series waiting in a dataset.</summary>
    public static string StagedPrefix(string dataset) => $"datasets/{dataset}/staged/";

    /// <summary>An immutable version of a dataset.</summary>
    public static string DatasetVersion(string dataset, int version) => $"{DatasetVersionPrefix(dataset)}{version:D8}.json";

    /// <summary>All versions of a dataset, oldest first.</summary>
    public static string DatasetVersionPrefix(string dataset) => $"datasets/{dataset}/versions/";

    /// <summary>Marks a version of a dataset that may be there without having been told of.</summary>
    public static string DatasetUntold(string dataset, int version) => $"{DatasetUntoldPrefix(dataset)}{version:D8}";

    /// <summary>All versions of a dataset that may not have been told of.</summary>
    public static string DatasetUntoldPrefix(string dataset) => $"datasets/{dataset}/untold/";

    /// <summary>A file of the catalogue of versions of a dataset, by its content.</summary>
    public static string CataloguePart(string dataset, string sha256) => $"{CataloguePrefix(dataset)}{sha256}.parquet";

    /// <summary>All files of the catalogue of a dataset, and their indexes.</summary>
    public static string CataloguePrefix(string dataset) => $"datasets/{dataset}/catalogue/";

    /// <summary>A file of the index of what is sealed in a dataset, by its content. It follows from the shards and can be deleted.</summary>
    public static string Membership(string dataset, string sha256) => $"{MembershipPrefix(dataset)}{sha256}.bin";

    /// <summary>The index of what is sealed in a dataset.</summary>
    public static string MembershipPrefix(string dataset) => $"datasets/{dataset}/membership/";

    /// <summary>The index by sample key of a file of the catalogue, by its own content.</summary>
    public static string CatalogueKeys(string dataset, string sha256) => $"{CataloguePrefix(dataset)}{sha256}{CatalogueKeysExtension}";

    /// <summary>Whether the key of a file of the catalogue is that of an index.</summary>
    public static bool IsCatalogueKeys(string key)
    {
        ArgumentNullException.ThrowIfNull(key);
        return key.EndsWith(CatalogueKeysExtension, StringComparison.Ordinal);
    }

    private const string CatalogueKeysExtension = ".keys.parquet";

    /// <summary>All datasets.</summary>
    public const string DatasetPrefix = "datasets/";

    /// <summary>A submission of labels.</summary>
    public static string Labels(string dataset, string task, string submissionId) => $"{LabelPrefix(dataset)}{task}/{submissionId}.json";

    /// <summary>All labels of a dataset.</summary>
    public static string LabelPrefix(string dataset) => $"datasets/{dataset}/labels/";

    /// <summary>All labels of a task.</summary>
    public static string LabelsOfTask(string dataset, string task) => $"{LabelPrefix(dataset)}{task}/";

    /// <summary>
    /// Says that labels of a task changed since the last version. Each change has its own mark, so that a version that takes in some of them cannot remove the
    /// mark of one that comes meanwhile.
    /// </summary>
    public static string LabelChange(string dataset, string task, string change) => $"{LabelChangePrefix(dataset)}{task}/{change}";

    /// <summary>All changes of labels that no version has yet.</summary>
    public static string LabelChangePrefix(string dataset) => $"datasets/{dataset}/relabelled/";

    /// <summary>The labels of a task in versions of a dataset, by content.</summary>
    public static string LabelTable(string dataset, string task, string sha256) => $"datasets/{dataset}/label-tables/{task}/{sha256}.parquet";

    /// <summary>A definition of a dataset by a filter over others, as accepted; <paramref name="definition"/> is its digest.</summary>
    public static string Definition(string dataset, string definition) => $"{DefinitionPrefix(dataset)}{definition}.json";

    /// <summary>What became of a definition.</summary>
    public static string DefinitionOutcome(string dataset, string definition) => $"{DefinitionPrefix(dataset)}{definition}.outcome.json";

    /// <summary>All definitions of a dataset; a dataset with images of its own has none.</summary>
    public static string DefinitionPrefix(string dataset) => $"datasets/{dataset}/definitions/";

    /// <summary>Marks a definition as unfinished.</summary>
    public static string DefinitionPending(string id) => $"{DefinitionPendingPrefix}{id}.json";

    /// <summary>All unfinished definitions.</summary>
    public const string DefinitionPendingPrefix = "pending/definitions/";

    /// <summary>A mask that labels name, by content; whoever makes labels puts it there. <paramref name="extension"/> is <c>img</c> or <c>png</c>.</summary>
    public static string LabelMask(string dataset, string sha256, string extension) => $"datasets/{dataset}/masks/{sha256}.{extension}";

    // Training -------------------------------------------------------------------------------------------------------

    /// <summary>A run's request, as accepted.</summary>
    public static string RunRequest(string runId) => $"runs/{runId}/request.json";

    /// <summary>Marks a run as unfinished; removed when its result is durable.</summary>
    public static string RunPending(string runId) => $"{RunPendingPrefix}{runId}.json";

    /// <summary>All unfinished runs.</summary>
    public const string RunPendingPrefix = "pending/runs/";

    /// <summary>
    /// A checkpoint of a run. Each attempt writes under a generation of its own, higher than any before: what a worker writes that lost its
    /// lease without noticing sorts before what its successor writes.
    /// </summary>
    public static string RunCheckpoint(string runId, int generation, long step) => $"{RunCheckpointPrefix(runId)}{generation:D8}-{step:D12}.bin";

    /// <summary>Says that a checkpoint is complete, and which object it is: it counts from when this is there.</summary>
    public static string RunCheckpointRecord(string runId, int generation, long step) => $"{RunCheckpointPrefix(runId)}{generation:D8}-{step:D12}{CheckpointRecordExtension}";

    /// <summary>Whether a key below <see cref="RunCheckpointPrefix"/> is that of a record, and not of a checkpoint itself.</summary>
    public static bool IsCheckpointRecord(string key)
    {
        ArgumentNullException.ThrowIfNull(key);
        return key.EndsWith(CheckpointRecordExtension, StringComparison.Ordinal);
    }

    private const string CheckpointRecordExtension = ".json";

    /// <summary>All checkpoints of a run and their records; the last record is that of the newest.</summary>
    public static string RunCheckpointPrefix(string runId) => $"runs/{runId}/checkpoints/";

    /// <summary>A run's last checkpoint from when it showed no sign of collapse; there only where its recipe asks for more than a warning.</summary>
    public static string RunHealthy(string runId) => $"runs/{runId}/healthy.safetensors";

    /// <summary>The state of a run before a step that gave numbers that are not finite.</summary>
    public static string RunFault(string runId, long step) => $"runs/{runId}/faults/{step:D12}.safetensors";

    /// <summary>What was found in that step, and the samples it saw.</summary>
    public static string RunFaultReport(string runId, long step) => $"runs/{runId}/faults/{step:D12}.json";

    /// <summary>A run's training curve.</summary>
    public static string RunCurve(string runId) => $"runs/{runId}/curve.jsonl";

    /// <summary>A run's recipe with its overrides applied.</summary>
    public static string RunRecipe(string runId) => $"runs/{runId}/recipe.json";

    /// <summary>The order in which a run sees its samples.</summary>
    public static string RunOrder(string runId) => $"runs/{runId}/order.json";

    /// <summary>A file of weights that runs begin with, by content; whoever starts the run puts it there.</summary>
    public static string WeightFile(string sha256) => $"weights/{sha256}.bin";

    /// <summary>A run's backbone.</summary>
    public static string RunWeights(string runId) => $"runs/{runId}/backbone.safetensors";

    /// <summary>How a run ended.</summary>
    public static string RunResult(string runId) => $"runs/{runId}/result.json";

    /// <summary>One change of what is to become of a run; the newest counts. Created only if absent, so that of two commands at once one comes first.</summary>
    public static string RunControl(string runId, int change) => $"{RunControlPrefix(runId)}{change:D8}.json";

    /// <summary>All such changes of a run, oldest first.</summary>
    public static string RunControlPrefix(string runId) => $"runs/{runId}/control/";

    /// <summary>All runs.</summary>
    public const string RunPrefix = "runs/";

    // Registry -------------------------------------------------------------------------------------------------------

    /// <summary>Weights by content.</summary>
    public static string ModelWeights(string sha256) => $"models/blobs/{sha256}.safetensors";

    /// <summary>An immutable version of a model.</summary>
    public static string ModelVersion(string model, int version) => $"{ModelVersionPrefix(model)}{version:D8}.json";

    /// <summary>All versions of a model, oldest first.</summary>
    public static string ModelVersionPrefix(string model) => $"models/versions/{model}/";

    /// <summary>All versions of all models.</summary>
    public const string ModelVersionPrefixAll = "models/versions/";

    /// <summary>One change of an alias; the newest names the version. History is kept, and no conditional overwrite is needed.</summary>
    public static string ModelAlias(string model, string alias, int change) => $"{ModelAliasPrefix(model)}{alias}/{change:D8}.json";

    /// <summary>All changes of all aliases of a model.</summary>
    public static string ModelAliasPrefix(string model) => $"models/aliases/{model}/";

    /// <summary>The result of a benchmark, filed with the version it measured.</summary>
    public static string ModelBenchmark(string model, int version, string benchmarkId) => $"{ModelBenchmarkOf(model, version)}{benchmarkId}.json";

    /// <summary>All benchmarks of a version.</summary>
    public static string ModelBenchmarkOf(string model, int version) => $"{ModelBenchmarkPrefix}{model}/{version:D8}/";

    /// <summary>All benchmarks of all versions.</summary>
    public const string ModelBenchmarkPrefix = "models/benchmarks/";

    // Evaluation -----------------------------------------------------------------------------------------------------

    /// <summary>A benchmark's request, as accepted.</summary>
    public static string BenchmarkRequest(string benchmarkId) => $"reports/{benchmarkId}/request.json";

    /// <summary>Marks a benchmark as unfinished; removed when its result is durable.</summary>
    public static string BenchmarkPending(string benchmarkId) => $"{BenchmarkPendingPrefix}{benchmarkId}.json";

    /// <summary>All unfinished benchmarks.</summary>
    public const string BenchmarkPendingPrefix = "pending/benchmarks/";

    /// <summary>A benchmark's figures.</summary>
    public static string BenchmarkResult(string benchmarkId) => $"reports/{benchmarkId}/result.json";

    /// <summary>A benchmark's report.</summary>
    public static string BenchmarkReport(string benchmarkId) => $"reports/{benchmarkId}/report.html";

    /// <summary>All benchmarks.</summary>
    public const string BenchmarkPrefix = "reports/";

    // Withdrawal -----------------------------------------------------------------------------------------------------

    /// <summary>Says that a patient was withdrawn: never removed.</summary>
    public static string Tombstone(string pseudonym) => $"{TombstonePrefix}{pseudonym}.json";

    /// <summary>All withdrawn patients.</summary>
    public const string TombstonePrefix = "withdrawals/patients/";

    /// <summary>A withdrawal, as accepted.</summary>
    public static string WithdrawalRequest(string withdrawalId) => $"{WithdrawalPrefixOf(withdrawalId)}request.json";

    /// <summary>Marks a withdrawal as unfinished; removed when its report is durable.</summary>
    public static string WithdrawalPending(string withdrawalId) => $"{WithdrawalPendingPrefix}{withdrawalId}.json";

    /// <summary>All unfinished withdrawals.</summary>
    public const string WithdrawalPendingPrefix = "pending/withdrawals/";

    /// <summary>What was found of a patient before anything was removed; further searches have higher numbers.</summary>
    public static string WithdrawalFound(string withdrawalId, int search) => $"{WithdrawalFoundPrefix(withdrawalId)}{search:D4}.json";

    /// <summary>All that was found.</summary>
    public static string WithdrawalFoundPrefix(string withdrawalId) => $"{WithdrawalPrefixOf(withdrawalId)}found/";

    /// <summary>
    /// A report on a withdrawal, from 1: <c>json</c>, its signature <c>sig</c>, the key to check it with <c>pem</c>, and <c>html</c>. There is a second one only
    /// where something of the patient was found, or a run that used the patient ended with a model, after the first.
    /// </summary>
    public static string WithdrawalReport(string withdrawalId, int number, string extension) => $"{WithdrawalReportPrefix(withdrawalId)}{number:D4}.{extension}";

    /// <summary>All reports on a withdrawal; the last one counts.</summary>
    public static string WithdrawalReportPrefix(string withdrawalId) => $"{WithdrawalPrefixOf(withdrawalId)}report/";

    /// <summary>All that is kept of a withdrawal.</summary>
    public static string WithdrawalPrefixOf(string withdrawalId) => $"withdrawals/accepted/{withdrawalId}/";

    /// <summary>All withdrawals.</summary>
    public const string WithdrawalPrefix = "withdrawals/accepted/";

    /// <summary>Says that a run used images of a withdrawn patient, and how often.</summary>
    public static string RunWithdrawal(string runId, string withdrawalId) => $"runs/{runId}/withdrawals/{withdrawalId}.json";

    /// <summary>Says that a version of a model was trained by a run that used images of a withdrawn patient.</summary>
    public static string ModelWithdrawal(string model, int version, string withdrawalId) => $"{ModelWithdrawalPrefixOf(model, version)}{withdrawalId}.json";

    /// <summary>All withdrawals that concern a version of a model.</summary>
    public static string ModelWithdrawalPrefixOf(string model, int version) => $"{ModelWithdrawalPrefix}{model}/{version:D8}/";

    /// <summary>All withdrawals that concern versions of models.</summary>
    public const string ModelWithdrawalPrefix = "models/withdrawals/";
}
