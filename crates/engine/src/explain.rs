//! The plans of a job that has not run.

use std::fmt::Write;
use std::sync::Arc;

use datafusion::arrow::datatypes::Schema;
use datafusion::arrow::util::pretty::pretty_format_batches;
use datafusion::datasource::empty::EmptyTable;
use datafusion::error::DataFusionError;
use datafusion::prelude::SessionContext;

use crate::error::{Error, Result};
use crate::runner::{Stage, table};

/// Returns the query and the plan of each stage. Stages that a query names are taken to be empty.
pub(crate) async fn explain(ctx: &SessionContext, stages: &[Stage]) -> Result<String> {
    let mut text = String::new();
    let mut added = Vec::new();
    let result = async {
        for stage in stages {
            let failed = || Error::engine(format!("cannot plan the stage {}", stage.name));
            let frame = ctx.sql(&stage.query).await.map_err(failed())?;
            let schema = Schema::clone(frame.schema().as_arrow());
            let plan = frame.explain(false, false).map_err(failed())?;
            let plan = plan.collect().await.map_err(failed())?;
            let plan = pretty_format_batches(&plan)
                .map_err(DataFusionError::from)
                .map_err(failed())?;
            // Writing to a string does not fail.
            let _ = writeln!(text, "-- {}\n{};\n{plan}\n", stage.name, stage.query);
            let empty = Arc::new(EmptyTable::new(Arc::new(schema)));
            ctx.deregister_table(table(&stage.name)).map_err(failed())?;
            ctx.register_table(table(&stage.name), empty)
                .map_err(failed())?;
            added.push(table(&stage.name));
        }
        Ok(())
    }
    .await;
    for name in added {
        let _ = ctx.deregister_table(name);
    }
    result.map(|()| text)
}
