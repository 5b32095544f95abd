// Each test starts processes that use every core; side by side they would only slow each other down.
[assembly: CollectionBehavior(DisableTestParallelization = true)]
